// Fails unless the AsyncAPI description is valid. Argument: the description.

import { readFileSync } from "node:fs";
import { Parser } from "@asyncapi/parser";

const { document, diagnostics } = await new Parser().parse(readFileSync(process.argv[2], "utf8"));
// 0 is an error and 1 a warning.
const wrong = diagnostics.filter(({ severity }) => severity < 2);
for (const { code, message, path } of wrong) console.error(code, message, path.join("/"));
if (wrong.length > 0 || document?.messages().length < 10) process.exit(1);
console.log("everything holds");
