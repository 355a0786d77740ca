const { performAsyncTask } = require("../native");

// Iterate 10,0000 times in background thread
performAsyncTask((err, value) => {
  let count = 10;
  for (let i = 0; i < 100000; i++) {
    count++;
  }
  console.log(count, "first sum from background thread");
});

// Iterate 10 times
let count = 10;
for (let i = 0; i < 10; i++) {
  count++;
}
console.log(count, "second sum from main thread");
