const result = document.getElementById('result');

document.getElementById('perform').addEventListener('click', async () => {
  result.value = '...';
  result.value = String(await globalThis.python.performAsyncTask());
});
