'use strict';

// Named one by one, so that `import { performAsyncTask }` finds them too.
const { performAsyncTask, performFailingTask } = require('../js').load(__dirname);

module.exports = { performAsyncTask, performFailingTask };
