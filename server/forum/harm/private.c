/* private.c -- see private.h. At each beginning of a word the kinds are tried in the order of the table; the first that fits takes it. */
#include "forum/harm/private.h"

#include <string.h>

#include "base/arena.h"
#include "base/intl.h"
#include "forum/harm/number.h"

/* ---- characters ---- */

static bool word_char(char c)
{
	return number_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	       (unsigned char)c >= 0x80;
}

static bool upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static char lower(char c)
{
	return upper(c) ? (char)(c - 'A' + 'a') : c;
}

static bool same_nocase(const char *s, size_t n, const char *other)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (lower(s[i]) != lower(other[i]))
			return false;
	return true;
}

/* ---- e-mail addresses ---- */

static bool local_part(char c)
{
	return word_char(c) || (c && strchr(".+-%'", c));
}

/* Those of RFC 2606 stand for "some address". */
static bool placeholder(const char *domain, size_t n)
{
	static const char *const names[] = {"example.com", "example.org", "example.net"};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (n == strlen(names[i]) && same_nocase(domain, n, names[i]))
			return true;
	return false;
}

/* RFC 5321, 4.5.3.1. Also what keeps "a.a.a.a…", where an address may begin at each letter, from being read as often as it is long. */
#define LOCAL_MOST  64
#define DOMAIN_MOST 255

static size_t email_at(const char *s, const struct private_rules *rules)
{
	size_t at = 0, dot = 0, i;

	(void)rules;
	while (at < LOCAL_MOST && local_part(s[at]))
		at++;
	if (!at || s[at] != '@' || !word_char(s[at + 1]))
		return 0;
	for (i = at + 1; i - at <= DOMAIN_MOST &&
			 (word_char(s[i]) || s[i] == '-' || (s[i] == '.' && word_char(s[i + 1])));
		i++)
		if (s[i] == '.')
			dot = i;
	/* git@host:path is a place of files, and ends of names are letters */
	if (!dot || i - dot < 3 || number_digit(s[dot + 1]) || (s[i] == ':' && word_char(s[i + 1])))
		return 0;
	return placeholder(s + at + 1, i - at - 1) ? 0 : i;
}

/* ---- bank accounts ---- */

/* ISO 13616: how long an IBAN of that country is. */
static size_t iban_length(const char *s)
{
	static const char lengths[] =
		"AD24AE23AL28AT20AZ28BA20BE16BG22BH22BR29BY28CH21CR22CY28CZ24DE22DK18DO28EE20EG29ES24FI18FO18FR27"
		"GB22GE22GI23GL18GR27GT28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21LT20LU20LV21LY25MC27"
		"MD24ME22MK19MR27MT31MU30NL18NO15PK24PL28PS29PT25QA29RO24RS22SA24SC31SE24SI19SK24SM27ST25SV28TL23"
		"TN24TR26UA29VA22VG24XK20";
	size_t i;

	for (i = 0; i + 4 < sizeof(lengths); i += 4)
		if (same_nocase(s, 2, lengths + i))
			return (size_t)(lengths[i + 2] - '0') * 10 + (size_t)(lengths[i + 3] - '0');
	return 0;
}

static unsigned iban_value(char c)
{
	return number_digit(c) ? (unsigned)(c - '0') : (unsigned)(lower(c) - 'a') + 10;
}

static bool iban_right(const char *s, size_t n)
{
	unsigned rest = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		unsigned v = iban_value(s[(i + 4) % n]);

		rest = (rest * (v > 9 ? 100 : 10) + v) % 97;
	}
	return rest == 1;
}

static bool iban_char(char c)
{
	return number_digit(c) || upper(c) || (c >= 'a' && c <= 'z');
}

static size_t iban_at(const char *s, const struct private_rules *rules)
{
	char all[40];
	size_t want, n = 0, i;

	(void)rules;
	if (!upper(s[0]) || !upper(s[1]) || !number_digit(s[2]) || !number_digit(s[3]))
		return 0;
	want = iban_length(s);
	for (i = 0; n < want && (iban_char(s[i]) || (s[i] == ' ' && iban_char(s[i + 1]))); i++)
		if (s[i] != ' ')
			all[n++] = s[i];
	return want && n == want && !word_char(s[i]) && iban_right(all, n) ? i : 0;
}

/* ---- account numbers ---- */

static bool pattern_fits(char pattern, char c)
{
	if (pattern == '#')
		return number_digit(c);
	if (pattern == '@')
		return upper(c) || upper((char)(c - 'a' + 'A'));
	return lower(pattern) == lower(c);
}

static size_t account_at(const char *s, const struct private_rules *rules)
{
	size_t i, n;

	for (i = 0; i < rules->patterns.n; i++) {
		const char *p = rules->patterns.v[i];

		for (n = 0; p[n] && s[n] && pattern_fits(p[n], s[n]); n++)
			;
		if (n && !p[n] && !word_char(s[n]))
			return n;
	}
	return 0;
}

#define PATTERN_MOST 40

bool private_pattern_ok(const char *pattern)
{
	size_t i, digits = 0, letters = 0, n;

	for (i = 0; pattern[i]; i++) {
		if ((unsigned char)pattern[i] <= ' ' || pattern[i] == ',')
			return false;
		digits += pattern[i] == '#';
		letters += pattern[i] == '@';
	}
	n = digits + letters;
	return digits >= 2 && n >= (n == i ? 6 : 4) && i <= PATTERN_MOST &&
	       (pattern[0] == '#' || pattern[0] == '@' || word_char(pattern[0]));
}

/* ---- all of them ---- */

static size_t card_at(const char *s, const struct private_rules *rules)
{
	(void)rules;
	return number_card(s);
}

static size_t phone_at(const char *s, const struct private_rules *rules)
{
	(void)rules;
	return number_phone(s);
}

static const struct {
	const char *label;
	size_t (*at)(const char *s, const struct private_rules *rules);
	bool number; /* not where the words before say what number it is */
} kinds[PRIVATE_KINDS] = {
	[PRIVATE_EMAIL] = {_("e-mail address"), email_at, false},
	[PRIVATE_IBAN] = {_("bank account (IBAN)"), iban_at, false},
	[PRIVATE_ACCOUNT] = {_("account number"), account_at, false},
	[PRIVATE_CARD] = {_("card number"), card_at, true},
	[PRIVATE_PHONE] = {_("phone number"), phone_at, true},
};

const char *private_label(enum private_kind kind)
{
	return kinds[kind].label;
}

/* What differs only in how it is grouped is the same number. */
static bool same_number(const char *s, const char *other)
{
	for (;; s++, other++) {
		while (*s && !number_digit(*s))
			s++;
		while (*other && !number_digit(*other))
			other++;
		if (*s != *other || !*s)
			return *s == *other;
	}
}

static bool fine_by(const char *fine, const struct private_detail *d)
{
	size_t n = strlen(fine);

	if (d->kind == PRIVATE_EMAIL && *fine == '@')
		return d->n > n && same_nocase(d->text + d->n - n, n, fine);
	if (d->kind == PRIVATE_PHONE || d->kind == PRIVATE_IBAN)
		return same_number(fine, d->text);
	return d->n == n && same_nocase(d->text, n, fine);
}

static bool is_fine(const struct private_rules *rules, const struct private_detail *d)
{
	size_t i;

	for (i = 0; i < rules->fine.n; i++)
		if (*rules->fine.v[i] && fine_by(rules->fine.v[i], d))
			return true;
	return false;
}

/* Whether something may begin at ${s}: not within a word, nor within a number that goes on before. */
static bool begins(const char *text, const char *s)
{
	if (s == text)
		return true;
	if (word_char(s[-1]))
		return false;
	if (!number_digit(*s))
		return true;
	return !strchr("#.-/:=+*$", s[-1]) && !(s[-1] == ' ' && s - text >= 2 && number_digit(s[-2]));
}

/* Bytes of an address of the web, whose numbers are nobody's. */
static size_t address_at(const char *s)
{
	if (strncmp(s, "https://", 8) != 0 && strncmp(s, "http://", 7) != 0)
		return 0;
	return strcspn(s, " \t\n<>()\"");
}

static bool detail_at(struct arena *a, const char *text, const char *s, const struct private_rules *rules,
	struct private_detail *d)
{
	unsigned k;
	size_t n;

	for (k = 0; k < PRIVATE_KINDS; k++) {
		n = kinds[k].at(s, rules);
		if (!n || (kinds[k].number && number_is_named(text, s)))
			continue;
		*d = (struct private_detail){(enum private_kind)k, (size_t)(s - text), n,
			arena_text_n(a, s, n)};
		return true;
	}
	return false;
}

void private_find(struct arena *a, const char *text, const struct private_rules *rules,
	struct private_details *out)
{
	const char *s = text;

	*out = (struct private_details){arena_array(a, struct private_detail, PRIVATE_MOST), 0};
	while (*s && out->n < PRIVATE_MOST) {
		struct private_detail *d = &out->v[out->n];
		size_t n = address_at(s);

		if (!n && begins(text, s) && detail_at(a, text, s, rules, d)) {
			n = d->n;
			out->n += !is_fine(rules, d);
		}
		s += n ? n : 1;
	}
}

void private_leave_out(struct private_details *found, const struct private_details *known)
{
	size_t i, j, n = 0;

	for (i = 0; i < found->n; i++) {
		for (j = 0; j < known->n; j++)
			if (found->v[i].kind == known->v[j].kind &&
				text_is(found->v[i].text, known->v[j].text))
				break;
		if (j == known->n)
			found->v[n++] = found->v[i];
	}
	found->n = n;
}
