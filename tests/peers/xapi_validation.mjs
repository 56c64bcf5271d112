// Judges statements, one a line, by @learninglocker/xapi-validation: a line of faults for each.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
const require = createRequire(`${process.argv[2]}/`);
const found = require('@learninglocker/xapi-validation');
const judge = found.statement ?? found.default?.statement ?? found.validateStatement ?? found.default?.validateStatement;
for (const line of readFileSync(0, 'utf8').split('\n')) {
  if (line) console.log(JSON.stringify((judge(JSON.parse(line)) ?? []).map(String)));
}
