const path = require('path');
const { promisify } = require('util');
const { app, BrowserWindow, ipcMain } = require('electron');
const { performAsyncTask } = require('./lib');

// Python lives in Electron's main process; its windows ask for it.
ipcMain.handle('perform-async-task', () => promisify(performAsyncTask)());

app.whenReady().then(() => {
  const window = new BrowserWindow({
    width: 480,
    height: 240,
    webPreferences: { preload: path.join(__dirname, 'preload.js') },
  });
  window.loadFile(path.join(__dirname, 'index.html'));
});

app.on('window-all-closed', () => app.quit());
