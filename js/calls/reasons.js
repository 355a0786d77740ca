'use strict';

// Why calls are cancelled, where nobody says it otherwise: as AbortController and AbortSignal.timeout() have it.

const abortError = () => new DOMException('This operation was aborted', 'AbortError');
const timeoutError = () => new DOMException('The operation was aborted due to timeout', 'TimeoutError');

module.exports = { abortError, timeoutError };
