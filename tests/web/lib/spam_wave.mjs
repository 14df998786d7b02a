// spam_wave.mjs -- made-up spam: some to learn from, and a wave that sells other things in other words, from other hosts. Always the same for
// the same seed.

// Numbers from 0 to 1, the same in each run.
export function dice(seed) {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let x = Math.imul(state ^ (state >>> 15), 1 | state);
		x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
		return ((x ^ (x >>> 14)) >>> 0) / 4294967296;
	};
}

const pick = (roll, list) => list[Math.floor(roll() * list.length)];
const fill = (roll, text, words) => text.replace(/\{(\w+)\}/g, (_, name) => (name === 'n' ? String(2 + Math.floor(roll() * 97)) : pick(roll, words[name])));

const learnt = {
	words: {
		thing: ['casino bonus', 'slot machine', 'payday loan', 'cheap pills', 'diet tea', 'weight loss gummies', 'jackpot', 'poker room'],
		praise: ['GUARANTEED', 'amazing', 'risk free', 'unbelievable', 'number one', 'doctor approved'],
		act: ['click here', 'sign up today', 'claim it', 'order yours', 'apply online'],
		site: ['lucky-spins', 'fastcash', 'pillmart', 'slimtea'],
		end: ['.example/win', '.example/go', '.example/?r=1'],
	},
	forms: [
		'{praise} {thing}! Get {n}% extra, {act}: https://{site}{n}{end}',
		'I won ${n}000 with this {thing}, {praise}!! {act} https://{site}{end}',
		'{praise} {thing} from ${n} only. {act} now: http://www.{site}{n}{end} limited places!',
		'Need money fast? {thing}, no questions asked. WhatsApp +44 7700 9000{n} or https://{site}{end}',
		'FREE {thing} FREE for new players!! \u{1f3b0} {act} https://{site}{n}{end}',
	],
};

const wave = {
	words: {
		thing: ['crypto signals group', 'replica handbags', 'followers package', 'backlink service', 'IPTV subscription', 'visa consultant', 'essay writers', 'trading robot', 'designer sneakers', 'forex academy', 'psychic reading', 'streaming accounts', 'password recovery agent', 'tarot coach'],
		praise: ['Trusted by thousands', 'Top quality', 'VERIFIED SELLERS', 'Best in town', 'Instant delivery', 'Profit every week', 'Real results', 'Hidden secret', 'ORIGINAL PRODUCTS'],
		act: ['visit', 'join us', 'message the team', 'see our catalogue', 'book a call', 'contact the expert', 'grab a seat', 'check prices'],
		who: ['My cousin', 'A colleague', 'Mr Brandon', 'Coach Olivia', 'This hacker', 'Our academy'],
		feel: ['changed my life', 'doubled his salary', 'recovered everything', 'earns while sleeping', 'never disappoints', 'delivers overnight'],
		site: ['moonsignals', 'luxebags', 'growfans', 'rankboost', 'tvstream4u', 'visafast', 'acemyessay', 'botprofits', 'kickzone', 'recoverpro'],
		end: ['.example', '.example/shop', '.example/join', '.example/offer?id={n}', '.example/vip'],
		filler: ['Serious people only.', 'Shipping worldwide.', 'Discount ends tonight.', 'Ask for references.', 'Payment in USDT or card.', 'Hurry, few seats.', 'Reviews on our page.', 'Support day and night.'],
	},
	forms: [
		'{praise}: {thing} for ${n} a month! {filler} {act} https://{site}{n}{end}',
		'{who} {feel} thanks to this {thing}!! {act} https://{site}{end} {filler}',
		'{thing} \u{1f525}\u{1f525} {n}% off today, {praise}. {filler} http://{site}{n}{end}',
		'{praise}! {thing}, {thing} and {thing}. {act}: www.{site}{end} {filler}',
		'Tired of being broke? {who} {feel}. {act} at https://{site}{n}{end} and https://{site}{end} for €{n}',
		'{thing} {thing} {thing} bargain £{n} {praise} {act} https://{site}{end}',
		// without a link: a number or an address to write to
		'{who} {feel} with a {thing}! {filler} Telegram +1 415 555 01{n} for ${n} trial!',
		'{praise}! {thing}. {filler} Write to {site}{n}@mail.example, {n}% rebate!',
	],
};

function made(kind, seed, n) {
	const roll = dice(seed);
	return Array.from({ length: n }, () => {
		let text = fill(roll, pick(roll, kind.forms), kind.words);
		text = fill(roll, text, kind.words);
		return { title: fill(roll, '{praise} {thing} {n}', kind.words), text };
	});
}

// { title, text } each.
export const spamToLearn = (n, seed = 1) => made(learnt, seed, n);
export const spamWave = (n, seed = 2) => made(wave, seed, n);

// Words that both use, those aside that any English text has.
export function shared() {
	const words = (kind) => new Set(JSON.stringify(Object.values(kind)).toLowerCase().match(/[a-z]{4,}/g));
	const plain = new Set(['https', 'http', 'example', 'with', 'from', 'this', 'thing', 'praise', 'site', 'only', 'today']);
	const of = words(learnt);
	return [...words(wave)].filter((word) => of.has(word) && !plain.has(word));
}
