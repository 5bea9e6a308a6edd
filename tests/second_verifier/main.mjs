// Reads questions from standard input, one JSON line each, and writes one JSON line for each.

import { readQuestion } from "./question.mjs";
import { verify } from "./verify.mjs";

// A failure of this program is reported as such, never as a bad proof.
function answer(line) {
  try {
    return verify(readQuestion(JSON.parse(line)));
  } catch (error) {
    return { verdict: "internal-fault", detail: String(error?.stack ?? error) };
  }
}

// Lines end with a newline only. (The line reader of Node ends them at U+2028, too.)
async function* lines(stream) {
  let held = [];
  for await (const chunk of stream) {
    let start = 0;
    for (let end; (end = chunk.indexOf(0x0a, start)) >= 0; start = end + 1) {
      yield Buffer.concat([...held, chunk.subarray(start, end)]).toString();
      held = [];
    }
    held.push(chunk.subarray(start));
  }
  const last = Buffer.concat(held).toString();
  if (last !== "") yield last;
}

for await (const line of lines(process.stdin)) {
  process.stdout.write(JSON.stringify(answer(line)) + "\n");
}
