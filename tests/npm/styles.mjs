// Makes the stylesheet that the pages are given of Tabler's whole one: only what a page, a script or our code names.
//   node tests/npm/styles.mjs            writes it
//   node tests/npm/styles.mjs --check    says whether what is there is what it would write
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { PurgeCSS } from "purgecss";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const whole = join(root, "src/SiteHub.Operations/Styles/tabler.min.css");
const used = join(root, "src/SiteHub.Operations/wwwroot/lib/tabler/tabler.min.css");

const [made] = await new PurgeCSS().purge({
  content: ["src/*/Features/**/*.cshtml", "src/*/Features/**/*.cs", "src/*/Look/*.cs", "src/SiteHub.Operations/wwwroot/*.js"].map(path => join(root, path)),
  css: [whole],
  // Names as they stand in HTML and C#. A class that is put together of pieces would be missed: none is.
  defaultExtractor: text => text.match(/[A-Za-z][A-Za-z0-9_-]*/g) ?? [],
  keyframes: true,
  safelist: { greedy: [/^data-bs-theme/] },
});
if (process.argv.includes("--check")) {
  if (readFileSync(used, "utf8") !== made.css) {
    console.error("A page names a class that the stylesheet lacks, or no longer names one that it has. Run node tests/npm/styles.mjs.");
    process.exit(1);
  }
} else {
  writeFileSync(used, made.css);
  console.log(`${made.css.length} of ${readFileSync(whole, "utf8").length} characters`);
}
