// ./lib/index.js
const { performAsyncTask } = require("../native");

// Iterate 10,0000 times in background thread
const promisePerformAsyncTask = () => {
  return new Promise((resolve, reject) => {
    performAsyncTask((err, res) => {
      let count = 10;
      for (let i = 0; i < 100000; i++) {
        count++;
      }
      console.log(count, "first sum from background thread");
    });
  });
};
