// Looks at pages in a real browser: at three widths, in the light and in the dark, on paper, by keyboard.
// Prints a line "ok" or "FAILED" for each, and the count last.
//
//   node look.mjs CHROMIUM PAGE.html ...
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import puppeteer from 'puppeteer-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const [chromium, ...pages] = process.argv.slice(2);
const widths = [360, 768, 1280];
let passed = 0;
let failed = 0;

function check(what, faults) {
  if (faults.length === 0) {
    passed += 1;
    console.log(`ok      ${what}`);
  } else {
    failed += 1;
    console.log(`FAILED  ${what}\n  ${faults.slice(0, 10).join('\n  ')}`);
  }
}

/** Opens the file and notes what it asks for, says, or does beyond being read. */
async function open(browser, file) {
  const page = await browser.newPage();
  const noted = [];
  const url = pathToFileURL(file).href;
  page.on('request', (request) => request.url() === url || noted.push(`asks for ${request.url()}`));
  page.on('console', (message) => noted.push(`says ${message.text()}`));
  page.on('pageerror', (error) => noted.push(`fails: ${error.message}`));
  page.on('dialog', (dialog) => {
    noted.push(`asks: ${dialog.message()}`);
    return dialog.dismiss();
  });
  return { page, noted, show: () => page.goto(url, { waitUntil: 'load' }) };
}

async function violations(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run(document));
  return violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target} ${node.failureSummary}`));
}

/** What is wider than the window belongs into a region that scrolls by itself. */
const isTooWide = () =>
  document.scrollingElement.scrollWidth > window.innerWidth
    ? [`${document.scrollingElement.scrollWidth} wide in ${window.innerWidth}`]
    : [];

/** Every link and every region that scrolls is reached by Tab, and shows that it is. */
async function unreached(page) {
  const wanted = await page.$$eval('a[href], [tabindex="0"]', (all) => all.length);
  const reached = new Set();
  for (let i = 0; i < wanted; i += 1) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      const all = [...document.querySelectorAll('a[href], [tabindex="0"]')];
      const active = document.activeElement;
      return getComputedStyle(active).outlineStyle === 'none' ? -1 : all.indexOf(active);
    });
    reached.add(at);
  }
  reached.delete(-1);
  return reached.size === wanted ? [] : [`${reached.size} of ${wanted} are reached and seen`];
}

async function look(browser, file) {
  const name = basename(file);
  const { page, noted, show } = await open(browser, file);
  for (const scheme of ['light', 'dark']) {
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    for (const width of widths) {
      await page.setViewport({ width, height: 800 });
      await show();
      check(`${name}: no barrier at ${width} px, ${scheme}`, await violations(page));
      check(`${name}: fits into ${width} px, ${scheme}`, await page.evaluate(isTooWide));
    }
  }
  check(`${name}: by keyboard`, await unreached(page));
  await page.emulateMediaType('print');
  const paper = await page.pdf({ format: 'A4' });
  check(`${name}: on paper`, paper.length > 1000 ? [] : [`${paper.length} bytes`]);
  check(`${name}: asks for nothing and runs nothing`, noted);
  await page.close();
}

const browser = await puppeteer.launch({
  executablePath: chromium,
  // The pages are our own, and root may run no sandbox.
  args: ['--no-sandbox', '--disable-dev-shm-usage', '--host-resolver-rules=MAP * ~NOTFOUND'],
});
try {
  for (const file of pages) {
    await look(browser, file);
  }
} finally {
  await browser.close();
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
