'use strict';

// `url`, as far as paths go.

const { resolve } = require('path');

/** @param {string | URL} url */
function fileURLToPath(url) {
  const { protocol, hostname, pathname } = new URL(url);
  if (protocol !== 'file:') throw refuse('ERR_INVALID_URL_SCHEME', 'The URL must be of scheme file');
  if (hostname !== '' && hostname !== 'localhost') {
    throw refuse('ERR_INVALID_FILE_URL_HOST', 'File URL host must be "localhost" or empty');
  }
  if (/%2f/i.test(pathname)) throw refuse('ERR_INVALID_FILE_URL_PATH', 'File URL path must not include encoded / characters');
  return decodeURIComponent(pathname);
}

/** @param {string} path */
function pathToFileURL(path) {
  const url = new URL('file:///');
  const end = /[^/]\/$/.test(path) ? '/' : '';
  url.pathname = (resolve(path) + end).replace(/[%\\\n\r\t?#]/g, encodeURIComponent);
  return url;
}

function refuse(code, message) {
  return Object.assign(new TypeError(message), { code });
}

module.exports = { URL, URLSearchParams, fileURLToPath, pathToFileURL };
