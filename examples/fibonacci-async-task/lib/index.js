const addon = require('../native/index.node.js');

module.exports = addon;

if (require.main === module) {
  const ticker = setInterval(() => console.log('the event loop ticks'), 20);
  addon.fibonacci(100000, (err, digits) => {
    clearInterval(ticker);
    console.log(`fibonacci(100000) has ${digits.length} digits: ${digits.slice(0, 12)}...${digits.slice(-12)}`);
  });
  console.log('computing fibonacci(100000) in the background');
}
