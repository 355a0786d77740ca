// Serves a page with a search in Python behind it: `node lib/index.js`, and PORT says where.

const { once } = require('events');
const fs = require('fs');
const http = require('http');
const path = require('path');
const addon = require('../native/index.node.js');

const page = fs.readFileSync(path.join(__dirname, 'page.html'));

const server = http.createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://localhost');
  if (pathname === '/') response.setHeader('content-type', 'text/html').end(page);
  else if (pathname === '/searches') response.end(`${addon.searches()}`);
  else if (pathname === '/primes') sendPrimes(Number(searchParams.get('first')), Number(searchParams.get('count')), response);
  else response.writeHead(404).end();
});

/** Sends what Python finds and how far it is, as server-sent events, until the client leaves. */
async function sendPrimes(first, count, response) {
  const leaving = new AbortController();
  response.on('close', () => leaving.abort());
  response.setHeader('content-type', 'text/event-stream');
  const send = (event, data) => response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  const tell = (part) => {
    send('progress', part);
  };
  const { signal } = leaving;
  try {
    for await (const prime of addon.findPrimes(first, count, tell, { signal })) {
      if (!send('prime', prime)) await once(response, 'drain', { signal }); // the client reads slowly: so Python rests
    }
    send('end', 'done');
  } catch (error) {
    if (!signal.aborted) send('end', error.message);
  }
  response.end();
}

module.exports = Object.assign(server, addon);

if (require.main === module) {
  server.listen(process.env.PORT ?? 8000, () => console.log(`http://localhost:${server.address().port}`));
}
