// Judges statements, one a line, by @learninglocker/xapi-validation: a line of faults for each.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
const judge = createRequire(`${process.argv[2]}/`)('@learninglocker/xapi-validation').default;
for (const line of readFileSync(0, 'utf8').split('\n')) {
  if (line) console.log(JSON.stringify(judge(JSON.parse(line)).map((one) => one.constructor.name)));
}
