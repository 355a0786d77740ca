const addon = require('../native/index.node.js');

module.exports = addon;

if (require.main === module) {
  const { User } = addon;
  const user = new User(1, 'Ada', 'Lovelace', 'ada@example.org');
  console.log(user.get('first_name'), user.get('last_name'), user.get('email'), user instanceof User);
  for (const fail of [() => user.get('age'), () => user.panic(), () => User.prototype.get.call({}, 'id')]) {
    try {
      fail();
    } catch (error) {
      console.log(`${error.name}: ${error.message}`);
    }
  }
}
