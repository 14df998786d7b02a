// spam_other.mjs -- spam of other kinds than spam_wave.mjs makes: in other languages, with letters that only look alike, too short to have a link,
// copies of what people here asked, praise, help lines that are none, articles with one link in the middle. Rules are never tuned to its words: it
// says how they do with what nobody has seen. Always the same for the same seed.
import { dice } from './spam_wave.mjs';

const pick = (roll, list) => list[Math.floor(roll() * list.length)];
const number = (roll, digits) => String(Math.floor(10 ** (digits - 1) + roll() * 9 * 10 ** (digits - 1)));
const host = (roll) => `${pick(roll, ['kauf', 'mega', 'nova', 'zen', 'vita', 'tuto', 'prime', 'casa', 'best', 'ola'])}${pick(roll, ['-', ''])}${pick(roll, ['portal', 'haus', 'lab', 'hub', 'direct', 'plus', 'mundo', 'point'])}${roll() < 0.5 ? number(roll, 2) : ''}.example`;
const address = (roll) => `https://${host(roll)}${pick(roll, ['', '/', '/p/', '/a?u='])}${roll() < 0.6 ? number(roll, 4) : ''}`;

const languages = [
	[['Kredit ohne Schufa', 'Abnehmen im Schlaf', 'Nebenverdienst von zu Hause', 'Führerschein ohne Prüfung', 'Wundermittel gegen Haarausfall'],
		['Sofortige Auszahlung, ganz diskret.', 'Schon über tausend zufriedene Kunden.', 'Nur noch wenige Plätze frei.', 'Jetzt anmelden und sparen.'], 'Mehr dazu:'],
	[['Préstamos rápidos sin aval', 'Gana dinero desde casa', 'Pastillas naturales para adelgazar', 'Amarres de amor efectivos'],
		['Respuesta en diez minutos.', 'Resultados garantizados por escrito.', 'Llevo veinte años ayudando a la gente.', 'Oferta válida hasta hoy.'], 'Visita'],
	[['Crédit facile entre particuliers', 'Voyant médium africain', 'Maigrir vite sans régime', 'Faux documents de qualité'],
		['Retour affectif en sept jours.', 'Discrétion assurée.', 'Offre de prêt sérieuse et fiable.', 'Contactez-moi vite.'], 'Ici :'],
	[['Займ на карту без отказа', 'Работа на дому', 'Быстрое похудение', 'Дипломы и справки'],
		['Доход от первого дня.', 'Без вложений и обмана.', 'Тысячи отзывов.', 'Осталось мало мест.'], 'Подробнее'],
	[['Kredyt bez BIK', 'Praca zdalna od zaraz', 'Tabletki na odchudzanie', 'Wróżby miłosne online'],
		['Wypłata w godzinę.', 'Bez wychodzenia z domu.', 'Sprawdzone przez ekspertów.', 'Tylko dzisiaj taniej.'], 'Zobacz'],
	[['在家兼职日结', '快速贷款无需抵押', '办理各类证件', '减肥神药'], ['先到先得。', '安全可靠。', '名额有限。', '当天到账。'], '点击'],
];
const foreign = (roll) => {
	const [titles, lines, more] = pick(roll, languages);
	return { title: `${pick(roll, titles)} ${number(roll, 2)}`, text: `${pick(roll, titles)}. ${pick(roll, lines)} ${pick(roll, lines)} ${more} ${address(roll)}` };
};

const twins = { a: 'а', e: 'е', o: 'о', c: 'с', p: 'р', x: 'х', i: '1', s: '5', t: '7', l: '|' };
const disguise = (roll, text) => [...text].map((letter) => {
	const dart = roll();
	return dart < 0.25 && twins[letter] ? twins[letter] : dart < 0.32 && /[a-z]/.test(letter) ? `${letter}\u200b` : dart < 0.36 && /[a-z]/.test(letter) ? `${letter}.` : letter;
}).join('');
const disguised = (roll) => {
	const what = pick(roll, ['bitcoin doubler', 'erectile remedy', 'fake passports', 'gift card generator', 'phone tracker for spouses', 'exam answers', 'hotel vouchers', 'adult webcam']);
	return { title: disguise(roll, `about the ${what} again`),
		text: disguise(roll, `the ${what} really works ${pick(roll, ['for my brother', 'since monday', 'in every country', 'without any fee'])} look for it at`) + ` ${host(roll).replace('.', pick(roll, [' dot ', '[.]', ' . ', '(dot)']))}` };
};

const brief = (roll) => ({
	title: pick(roll, ['hello dear friends here', 'anyone interested today', 'question about money', 'please read me first', 'good evening to all']),
	text: pick(roll, [
		`inbox me on tele gram ${pick(roll, ['@', 'name '])}${pick(roll, ['lena', 'marc', 'boss', 'queen'])}${number(roll, 3)}`,
		`i sell accounts, dm ${pick(roll, ['me', 'now'])} ${number(roll, 2)}`, `who wants a job from home, write to me, ${number(roll, 3)} per day`,
		`add my snap ${pick(roll, ['sweet', 'lonely', 'rich'])}${number(roll, 2)} for pics`, `whats app plus four four then ${[...number(roll, 6)].join(' ')}`,
	]),
});

// A post of somebody else, nearly as it was, with a link put to it.
const copied = (roll, real) => {
	const one = pick(roll, real);
	const words = one.text.split(' ').map((word) => (roll() < 0.08 ? `${word}${pick(roll, [',', '.', ''])}` : word)).join(' ');
	return { title: one.title, text: `${words}\n\n${pick(roll, ['I found it explained here', 'Solved it with this', 'See', 'This guide helped me', 'Same topic'])}: ${address(roll)}` };
};

const praising = (roll) => ({
	title: pick(roll, ['Wonderful community', 'Such a useful place', 'Thanks to everybody', 'Impressed by this forum', 'Just wanted to say hello']),
	text: `${pick(roll, ['I have been reading for hours.', 'What a clear explanation.', 'My whole team reads this now.', 'You deserve a medal.'])} ${pick(roll, ['I shall bookmark the page.', 'Keep up the great work.', 'I told my friends about it.', 'Waiting for your next article.'])} ${pick(roll, [`My own page: ${address(roll)}`, `[${pick(roll, ['blue curtains', 'dentist nearby', 'roof repair', 'cheap flights'])}](${address(roll)})`])}`,
});

const helpline = (roll) => ({
	title: pick(roll, ['Customer care direct line', 'How to speak to a real person', 'Refund department contact', 'Technical desk toll free']),
	text: `${pick(roll, ['Dial', 'Ring', 'Speak with an agent at', 'Official desk:'])} +1 (8${number(roll, 2)}) ${number(roll, 3)}-${number(roll, 4)} ${pick(roll, ['round the clock', 'for refund of your bill', 'to cancel a subscription', 'for account unlock'])}. ${pick(roll, ['Our executives assist at once.', 'No waiting in line.', 'Have your card ready.', 'Cancel within minutes.'])}`,
});

const heart = (roll) => ({
	title: pick(roll, ['New here and looking for company', 'A simple honest woman', 'Widow seeks a kind man', 'Lonely evenings']),
	text: `${pick(roll, ['I am thirty four and tired of being alone.', 'My husband left me a house by the sea.', 'I moved to your town last week.', 'I like long walks and honest men.'])} ${pick(roll, ['Age does not matter.', 'Only serious answers please.', 'My photos are private.'])} ${roll() < 0.6 ? `${pick(roll, ['Find me at', 'My profile is'])} ${address(roll)}` : `${pick(roll, ['Write me a private message.', 'I wait for you.'])}`}`,
});

const article = (roll) => {
	const line = () => `${pick(roll, ['Choosing', 'Planning', 'Understanding', 'Comparing'])} ${pick(roll, ['a mattress', 'garden furniture', 'a wedding band', 'office chairs', 'winter tyres'])} ${pick(roll, ['takes time and patience', 'depends on your budget', 'is easier than many believe', 'should never be rushed'])}. `;
	return { title: `${pick(roll, ['Five things to know before buying', 'The complete guide to', 'What experts say about'])} ${pick(roll, ['a mattress', 'garden furniture', 'winter tyres', 'office chairs'])}`,
		text: `${line()}${line()}${line()}${pick(roll, ['According to', 'The shop at', 'As described by'])} [${pick(roll, ['this page', 'a leading brand', 'the makers'])}](${address(roll)}), ${line()}${line()}${line()}` };
};

export const otherKinds = { foreign, disguised, brief, copied, praising, helpline, heart, article };

// { kind, title, text } each; ${real}: { title, text } of posts of the community, to be copied.
export function spamOther(n, real, seed = 11) {
	const roll = dice(seed), kinds = Object.entries(otherKinds);
	return Array.from({ length: n }, () => {
		const [kind, make] = pick(roll, kinds);
		return { kind, ...make(roll, real) };
	});
}
