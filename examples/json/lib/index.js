const addon = require('../native/index.node.js');

module.exports = addon;

if (require.main === module) {
  console.log(addon.sayHello('Ada'));
  console.log(addon.greet(JSON.parse('{ "name": "Ada", "age": 36 }')));
  for (const json of ['{ "name": "Ada", "age": "36" }', '{ "name": "Ada" }']) {
    try {
      addon.greet(JSON.parse(json));
    } catch (error) {
      console.log(`${error.name}: ${error.message}`);
    }
  }
}
