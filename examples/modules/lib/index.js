const addon = require('../native/index.node.js');

module.exports = addon;

if (require.main === module) {
  const { hello, User, baz } = addon;
  console.log(hello(), '-', new User(1, 'Ada', 'Lovelace', 'ada@example.org').get('email'), '-', baz);
}
