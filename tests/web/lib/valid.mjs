// valid.mjs -- what html-validate has to say about a page.
import { HtmlValidate } from 'html-validate';

// All that is recommended, but:
const validator = new HtmlValidate({
	extends: ['html-validate:recommended'],
	rules: {
		'long-title': 'off', // a thread's title is what its author wrote, 150 characters at most
		'doctype-style': 'off', // small letters are as good
	},
	// A <link> that says a property of microdata may stand in text as a <meta> may, by the standard; it knows that of <meta> alone.
	elements: ['html5', { link: { flow: ['hasAttribute', 'itemprop'], phrasing: ['hasAttribute', 'itemprop'] } }],
});

// A button without a type submits, as every button here does: it wants that said, and takes buttons of one name for fields of one name
// where it is not.
const typed = (html) => html.replace(/<button(?![^>]*\stype=)/g, '<button type="submit"');

// A line for each complaint.
export async function invalidities(sent) {
	const html = typed(sent);
	const report = await validator.validateString(html);
	return report.results.flatMap((result) => result.messages)
		.map((m) => `${m.ruleId}: ${m.message} at ${html.split('\n')[m.line - 1].slice(Math.max(0, m.column - 20), m.column + 80)}`);
}
