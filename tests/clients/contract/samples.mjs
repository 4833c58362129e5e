// Writes a module in which every sample is a value of its TypeScript type.
// Arguments: the folder of the schemas, the module to write.

import { readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [schemas, output] = process.argv.slice(2);

function* files(folder) {
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) yield* files(path);
    else yield path;
  }
}

const read = (path) => JSON.parse(readFileSync(path, "utf8"));
const lines = ['import type { components } from "./api";', 'type Schemas = components["schemas"];'];
let count = 0;

function declare(path, body, expectation) {
  const [folder, name] = path.split("/").slice(-3);
  const { title } = read(join(schemas, folder, `${name}.json`));
  lines.push(`// ${folder}/${name}`, ...expectation);
  lines.push(`export const sample${count++}: Schemas["${title}"] = ${JSON.stringify(body)};`);
}

for (const path of files(join(schemas, "samples/valid"))) declare(path, read(path), []);
const valid = count;
for (const path of files(join(schemas, "samples/invalid"))) {
  const { reason, body } = read(path);
  // Types know the names of keys that are missing at the top, and nothing of limits.
  if (reason === "(root) required") declare(path, body, ["// @ts-expect-error"]);
}
writeFileSync(output, lines.join("\n") + "\n");
if (valid < 200 || count - valid < 50) throw new Error(`only ${valid} and ${count - valid} samples were found`);
