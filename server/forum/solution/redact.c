/* redact.c -- see redact.h. At each place of the text, the longest of what might begin there is looked for; numbers only at the
 * beginning of a number, names only at the beginning of a word. */
#include "forum/solution/redact.h"

#include <string.h>

#include "base/arena.h"
#include "base/intl.h"

static const struct {
	const char *name, *label, *mark;
} kinds[REDACT_KINDS] = {
	[REDACT_EMAIL] = {"email", _("e-mail address"), _("[e-mail address]")},
	[REDACT_PHONE] = {"phone", _("phone number"), _("[phone number]")},
	[REDACT_CARD] = {"card", _("card number"), _("[card number]")},
	[REDACT_IBAN] = {"iban", _("bank account (IBAN)"), _("[bank account]")},
	[REDACT_ACCOUNT] = {"account", _("account number"), _("[account number]")},
	[REDACT_ADDRESS] = {"address", _("address"), _("[address]")},
	[REDACT_NAME] = {"name", _("name"), _("[name]")},
};

const char *redact_label(const char *kind)
{
	enum redact_kind k;

	return redact_kind_of(kind, &k) ? kinds[k].label : kind;
}

bool redact_kind_of(const char *name, enum redact_kind *out)
{
	int k;

	for (k = 0; k < REDACT_KINDS; k++)
		if (text_is(name, kinds[k].name)) {
			*out = (enum redact_kind)k;
			return true;
		}
	return false;
}

/* ---- characters ---- */

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool word(char c)
{
	return letter(c) || digit(c) || c == '_';
}

/* Bytes of what may stand between the groups of a number: blanks, also unbreakable ones, dashes, dots, slashes, brackets. */
static size_t between(const char *s)
{
	static const char *const wide[] = {"\xc2\xa0", "\xe2\x80\xaf", "\xe2\x80\x89", "\xe2\x80\x90",
		"\xe2\x80\x91", "\xe2\x80\x93"};
	size_t i;

	if (*s && strchr(" -./()", *s))
		return 1;
	for (i = 0; i < sizeof(wide) / sizeof(wide[0]); i++)
		if (strncmp(s, wide[i], strlen(wide[i])) == 0)
			return strlen(wide[i]);
	return 0;
}

/* ---- what is known ---- */

static size_t same_nocase(const char *s, const char *value)
{
	size_t i;

	for (i = 0; value[i]; i++)
		if (lower(s[i]) != lower(value[i]))
			return 0;
	return i;
}

/* Bytes at ${s} that are ${value} as a word of its own. */
static size_t known_at(const char *s, const char *value)
{
	size_t n = same_nocase(s, value);

	return n && word(value[n - 1]) && word(s[n]) ? 0 : n;
}

/* ---- what is recognised ---- */

static bool local_part(char c)
{
	return word(c) || (c && strchr(".+-%'", c));
}

/* A run of characters an address may begin with, and where the address that it begins ends; the same wherever in the run one asks, so that a
 * long one is read once. */
struct local_run {
	const char *end, *address_end; /* NULL: none */
};

static const char *address_end_of(const char *at)
{
	const char *dot = NULL, *p;

	if (*at != '@' || !word(at[1]))
		return NULL;
	for (p = at + 1; word(*p) || *p == '-' || (*p == '.' && word(p[1])); p++)
		if (*p == '.')
			dot = p;
	return dot && p - dot > 2 ? p : NULL;
}

static size_t email_at(const char *s, struct local_run *run)
{
	if (!local_part(*s))
		return 0;
	if (!run->end || s >= run->end) {
		for (run->end = s; local_part(*run->end); run->end++)
			;
		run->address_end = address_end_of(run->end);
	}
	return run->address_end ? (size_t)(run->address_end - s) : 0;
}

static int alnum_value(char c)
{
	return digit(c) ? c - '0' : lower(c) - 'a' + 10;
}

static bool iban_char(char c)
{
	return digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* ISO 13616: the first four go to the end, letters become numbers, and the whole is 1 modulo 97. */
static bool iban_right(const char *s, size_t n)
{
	unsigned rest = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		int v = alnum_value(s[(i + 4) % n]);

		rest = (rest * (v > 9 ? 100 : 10) + (unsigned)v) % 97;
	}
	return rest == 1;
}

/* The longest run from here that is one. */
static size_t iban_at(const char *s)
{
	char run[34];
	size_t n = 0, i = 0, found = 0, gap;

	if (!iban_char(s[0]) || digit(s[0]) || !iban_char(s[1]) || digit(s[1]) || !digit(s[2]) ||
		!digit(s[3]))
		return 0;
	while (n < sizeof(run)) {
		if (iban_char(s[i])) {
			run[n++] = s[i++];
			if (n >= 15 && !word(s[i]) && iban_right(run, n))
				found = i;
		} else if ((gap = between(s + i)) && iban_char(s[i + gap])) {
			i += gap;
		} else {
			break;
		}
	}
	return found;
}

/* A number as people write it: digits in groups. */
struct number {
	size_t bytes, digits, groups;
	size_t first, last;	    /* digits of the first and of the last group */
	bool dots, dashes, slashes; /* the only thing between the groups */
	bool plus, bracket;
	char values[40];
};

static void group_end(struct number *n, size_t size)
{
	if (!n->groups++)
		n->first = size;
	n->last = size;
}

static struct number number_at(const char *s)
{
	struct number n = {.dots = true,
		.dashes = true,
		.slashes = true,
		.plus = *s == '+',
		.bracket = *s == '('};
	size_t i = n.plus || n.bracket ? 1 : 0, size = 0, gap, step;

	while (n.digits < sizeof(n.values)) {
		if (digit(s[i])) {
			n.values[n.digits++] = s[i++];
			size++;
			n.bytes = i;
			continue;
		}
		/* one or two signs between, as in "(0) 30" */
		gap = between(s + i);
		step = gap && !digit(s[i + gap]) ? between(s + i + gap) : 0;
		if (!gap || !digit(s[i + gap + step]))
			break;
		n.dots = n.dots && s[i] == '.' && !step;
		n.dashes = n.dashes && s[i] == '-' && !step;
		n.slashes = n.slashes && s[i] == '/' && !step;
		group_end(&n, size);
		size = 0;
		i += gap + step;
	}
	group_end(&n, size);
	return n;
}

static bool luhn(const struct number *n)
{
	unsigned sum = 0;
	size_t i;

	for (i = 0; i < n->digits; i++) {
		unsigned d = (unsigned)(n->values[n->digits - 1 - i] - '0');

		if (i % 2)
			d = d * 2 > 9 ? d * 2 - 9 : d * 2;
		sum += d;
	}
	return sum % 10 == 0;
}

/* 2026-11-20, 20.11.2026, 11/20/2026 */
static bool date(const struct number *n)
{
	return n->digits <= 8 && n->groups == 3 && (n->dots || n->dashes || n->slashes) &&
	       (n->first == 4 || n->last == 4 || n->digits <= 6);
}

/* 10.0.22621, 192.168.1.20 */
static bool version(const struct number *n)
{
	return n->dots && n->groups >= 3 && n->first <= 3 && n->values[0] != '0' && n->digits <= 12;
}

/* Whether one of these words stands just before ${s}, with a sign or two between. */
static bool called_account(const char *text, const char *s)
{
	static const char *const words[] = {"account", "acct", "customer", "contract", "client", "konto",
		"kunde", "kundennummer", "vertrag", "number", "no", "nr", "id", "iccid", "imei", "imsi",
		"pin", "puk", "invoice", "order"};
	const char *end = s, *begin;
	size_t i;

	while (end > text && !letter(end[-1]) && s - end < 4 && end[-1] != '\n')
		end--;
	for (begin = end; begin > text && letter(begin[-1]);)
		begin--;
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if ((size_t)(end - begin) == strlen(words[i]) && same_nocase(begin, words[i]))
			return true;
	return false;
}

static size_t number_kind(const char *text, const char *s, enum redact_kind *kind)
{
	struct number n = number_at(s);

	if (n.digits >= 13 && n.digits <= 19 && luhn(&n))
		*kind = REDACT_CARD;
	else if (date(&n) || version(&n))
		return 0;
	else if (n.digits >= 4 && called_account(text, s) && !n.plus)
		*kind = REDACT_ACCOUNT;
	else if ((n.plus && n.digits >= 7) || (n.bracket && n.digits >= 7) ||
		 (n.values[0] == '0' && n.digits >= 7) || (n.groups > 1 && n.digits >= 9) ||
		 (n.groups == 2 && n.first == 3 && n.last == 4))
		*kind = n.digits > 15 ? REDACT_ACCOUNT : REDACT_PHONE;
	else if (n.groups == 1 && n.digits >= 8)
		*kind = REDACT_ACCOUNT;
	else
		return 0;
	return n.bytes;
}

/* ---- the text ---- */

/* A household's "The Millers" must not take every "the" along. */
static bool part_counts(const char *part)
{
	static const char *const small[] = {"the", "and", "und", "die", "der", "von", "van", "den", "family",
		"familie", "mrs", "dr"};
	size_t i;

	for (i = 0; i < sizeof(small) / sizeof(small[0]); i++)
		if (strlen(small[i]) == strlen(part) && same_nocase(part, small[i]))
			return false;
	return text_characters(part) >= 3;
}

static size_t name_at(struct arena *a, const char *s, const char *name)
{
	size_t n = known_at(s, name);
	const char *p = name;

	while (!n && *p) {
		size_t len = strcspn(p, " ,;&.");
		const char *part = arena_text_n(a, p, len);

		if (part_counts(part))
			n = known_at(s, part);
		p += len;
		p += strspn(p, " ,;&.");
	}
	return n;
}

static size_t private_at(struct arena *a, const char *text, const char *s, const struct redact_knowns *known,
	struct local_run *run, enum redact_kind *kind)
{
	bool begins = s == text || !word(s[-1]);
	size_t i, n, best = 0;

	if (!begins)
		return 0;
	for (i = 0; i < known->n; i++) {
		const struct redact_known *k = &known->v[i];

		n = k->kind == REDACT_NAME ? name_at(a, s, k->value) : known_at(s, k->value);
		if (n > best) {
			best = n;
			*kind = k->kind;
		}
	}
	if ((n = email_at(s, run)) > best) {
		*kind = REDACT_EMAIL;
		best = n;
	}
	if (best)
		return best;
	if ((n = iban_at(s))) {
		*kind = REDACT_IBAN;
		return n;
	}
	if (digit(*s) || ((*s == '+' || *s == '(') && digit(s[1])))
		return number_kind(text, s, kind);
	return 0;
}

void redact(struct arena *a, const char *text, const struct redact_knowns *known, struct redacted *out)
{
	/* no mark is longer than 24 bytes */
	size_t len = strlen(text), n, room = len * 24 + 64;
	char *to = arena_alloc(a, room), *at = to;
	bool seen[REDACT_KINDS] = {false};
	const char *s = text;
	enum redact_kind kind = REDACT_NAME;
	struct local_run run = {NULL, NULL};
	int k;

	while (*s) {
		n = private_at(a, text, s, known, &run, &kind);
		if (!n) {
			*at++ = *s++;
			continue;
		}
		memcpy(at, kinds[kind].mark, strlen(kinds[kind].mark));
		at += strlen(kinds[kind].mark);
		s += n;
		seen[kind] = true;
	}
	*at = '\0';
	out->text = to;
	out->kinds = (struct texts){arena_array(a, const char *, REDACT_KINDS), 0};
	for (k = 0; k < REDACT_KINDS; k++)
		if (seen[k])
			out->kinds.v[out->kinds.n++] = kinds[k].name;
}
