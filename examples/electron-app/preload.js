const { contextBridge, ipcRenderer } = require('electron');

contextBridge.exposeInMainWorld('python', {
  performAsyncTask: () => ipcRenderer.invoke('perform-async-task'),
});
