// The twin of ../native/lib.py, in JavaScript.

function isWord(piece, word) {
  const rest = piece.replace(/^\P{L}+/u, '');
  return rest.slice(0, word.length).toLowerCase() === word && !/^\p{L}/u.test(rest.slice(word.length));
}

function textOf(line) {
  return line.split(',').slice(3).join(',');
}

function search(text, word) {
  const wanted = word.toLowerCase();
  let count = 0;
  for (const line of text.split('\n')) {
    for (const piece of textOf(line).split(' ')) {
      if (isWord(piece, wanted)) count++;
    }
  }
  return count;
}

module.exports = { search };
