const { performFailingTask } = require("../native");

performFailingTask((err, value) => {
  console.log(err.stack);
  console.log("value:", value);
});
