/* number.c -- see number.h. A number is read in its groups; since another may follow with only a blank between ("4111 … 1111 12/27"), every
 * beginning of it that ends with a group is tried, the longest first. */
#include "forum/harm/number.h"

#include <string.h>

#define DIGITS_MOST 24
#define GROUPS_MOST 10

struct number {
	char digits[DIGITS_MOST + 1];
	size_t size[GROUPS_MOST]; /* digits of each group */
	size_t end[GROUPS_MOST];  /* bytes of the text up to its end */
	char before[GROUPS_MOST]; /* what stands before it, the last of it that is no blank; ' ', or 0 */
	size_t n;
	bool plus, bracket;
};

/* Bytes of what may stand between two groups, and what it is. */
static size_t gap(const char *s, char *what)
{
	static const char *const wide[] = {"\xc2\xa0", "\xe2\x80\xaf", "\xe2\x80\x89", "\xe2\x80\x90",
		"\xe2\x80\x91", "\xe2\x80\x93"};
	size_t i;

	if (*s && strchr(" -./()", *s)) {
		*what = *s;
		return 1;
	}
	for (i = 0; i < sizeof(wide) / sizeof(wide[0]); i++)
		if (strncmp(s, wide[i], strlen(wide[i])) == 0) {
			*what = i < 3 ? ' ' : '-';
			return strlen(wide[i]);
		}
	return 0;
}

/* Bytes up to the next group; 0: there is none. */
static size_t next_group(const char *s, char *what)
{
	size_t n, all = 0;
	char one;
	int i;

	*what = ' ';
	for (i = 0; i < 3; i++) {
		n = gap(s + all, &one);
		if (!n)
			break;
		all += n;
		if (one != ' ')
			*what = one;
	}
	return all && number_digit(s[all]) ? all : 0;
}

static size_t group_size(const char *s)
{
	size_t n = 0;

	while (number_digit(s[n]))
		n++;
	return n;
}

/* False: no number begins here. */
static bool number_read(const char *s, struct number *x)
{
	size_t i = 0, total = 0, n;

	*x = (struct number){.plus = *s == '+'};
	i += x->plus;
	x->bracket = s[i] == '(';
	i += x->bracket;
	while (x->n < GROUPS_MOST && (n = group_size(s + i)) && total + n <= DIGITS_MOST) {
		memcpy(x->digits + total, s + i, n);
		total += n;
		x->size[x->n] = n;
		i += n;
		x->end[x->n++] = i;
		if (x->n == GROUPS_MOST)
			break;
		i += next_group(s + i, &x->before[x->n]);
	}
	return x->n > 0;
}

/* Digits of the first ${groups}. */
static size_t digits_of(const struct number *x, size_t groups)
{
	size_t i, n = 0;

	for (i = 0; i < groups; i++)
		n += x->size[i];
	return n;
}

/* Whether what stands there makes the number part of something else: a word, a decimal, a time, a share. */
static bool goes_on(const char *s)
{
	if ((unsigned char)*s >= 0x80)
		return strncmp(s, "\xe2\x82\xac", 3) == 0; /* € */
	if (number_digit(*s) || (*s >= 'a' && *s <= 'z') || (*s >= 'A' && *s <= 'Z') || *s == '_' ||
		*s == '%')
		return true;
	return *s && strchr(":.,-/", *s) && number_digit(s[1]);
}

static bool has_gap(const struct number *x, size_t groups, char what)
{
	size_t i;

	for (i = 1; i < groups; i++)
		if (x->before[i] == what)
			return true;
	return false;
}

static size_t longest(const char *s, bool (*fits)(const struct number *x, size_t groups))
{
	struct number x;
	size_t groups;

	if (!number_read(s, &x))
		return 0;
	for (groups = x.n; groups > 0; groups--)
		if (!goes_on(s + x.end[groups - 1]) && fits(&x, groups))
			return x.end[groups - 1];
	return 0;
}

/* ---- cards ---- */

static bool luhn(const char *digits, size_t n)
{
	unsigned sum = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		unsigned d = (unsigned)(digits[n - 1 - i] - '0');

		if (i % 2)
			d = d > 4 ? 2 * d - 9 : 2 * d;
		sum += d;
	}
	return sum % 10 == 0;
}

static int leading(const char *digits, size_t n)
{
	int value = 0;

	while (n--)
		value = value * 10 + (*digits++ - '0');
	return value;
}

static bool within(int n, int least, int most)
{
	return n >= least && n <= most;
}

/* Issuers' first digits with their lengths: so the numbers of phones (IMEI, 15) and SIMs (ICCID, 19 with 89), which satisfy Luhn as well,
 * are none. */
static bool issued(const char *d, size_t n)
{
	int two = leading(d, 2), four = leading(d, 4);

	switch (n) {
	case 14:
		return two == 36 || two == 38 || within(four, 3000, 3059);
	case 15:
		return two == 34 || two == 37;
	case 16:
		return *d == '4' || within(two, 51, 55) || within(four, 2221, 2720) || four == 6011 ||
		       within(four, 3528, 3589) || two == 62 || two == 65;
	case 19:
		return *d == '4' || two == 62;
	default:
		return false;
	}
}

static bool is_card(const struct number *x, size_t groups)
{
	size_t i, n = digits_of(x, groups);

	if (x->plus || x->bracket || !issued(x->digits, n) || !luhn(x->digits, n))
		return false;
	for (i = 1; i < groups; i++)
		if ((x->before[i] != ' ' && x->before[i] != '-') || x->size[i - 1] < 4)
			return false;
	return true;
}

size_t number_card(const char *s)
{
	return longest(s, is_card);
}

/* ---- phones ---- */

/* What may be called for nothing is a company's. */
static bool freephone(const char *digits)
{
	static const char *const prefixes[] = {"0800", "0808", "00800", "44800", "44808", "49800", "33800",
		"1800", "1888", "800", "888"};
	size_t i;

	for (i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		if (strncmp(digits, prefixes[i], strlen(prefixes[i])) == 0)
			return true;
	return false;
}

static bool date_like(const struct number *x)
{
	return x->n >= 3 && x->size[0] == 2 && x->size[1] == 2 && (x->size[2] == 4 || x->size[2] == 2) &&
	       x->before[1] == x->before[2] && x->before[1] != ' ' && leading(x->digits, 2) <= 31 &&
	       leading(x->digits + 2, 2) <= 31 && (x->size[2] == 4 || x->n == 3);
}

/* 01.23.45.67.89 */
static bool all_pairs(const struct number *x, size_t groups)
{
	size_t i;

	for (i = 0; i < groups; i++)
		if (x->size[i] != 2)
			return false;
	return groups == 5;
}

/* Groups of one digit: more than one, as in "(0)", and it is a list. */
static size_t singles(const struct number *x, size_t groups)
{
	size_t i, n = 0;

	for (i = 0; i < groups; i++)
		n += x->size[i] == 1;
	return n;
}

/* (555) 123-4567, 555-123-4567 */
static bool american(const struct number *x, size_t groups)
{
	return groups == 3 && x->size[0] == 3 && x->size[1] == 3 && x->size[2] == 4 && x->digits[0] >= '2' &&
	       x->digits[3] >= '2' && x->before[2] == '-' && (x->bracket || x->before[1] == '-');
}

static bool is_phone(const struct number *x, size_t groups)
{
	size_t n = digits_of(x, groups);

	if (freephone(x->digits) || (!x->plus && date_like(x)) || singles(x, groups) > 1)
		return false;
	if (x->plus)
		return n >= 9 && n <= 15 && *x->digits != '0';
	if (american(x, groups))
		return true;
	if (*x->digits != '0' || (has_gap(x, groups, '.') && !all_pairs(x, groups)))
		return false;
	if (x->digits[1] == '0')
		return x->digits[2] != '0' && n >= 11 && n <= 15;
	return n >= 10 && n <= 12;
}

size_t number_phone(const char *s)
{
	return longest(s, is_phone);
}

/* ---- the words before ---- */

static bool letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

static bool one_of(const char *word, size_t n, const char *const *list)
{
	for (; *list; list++) {
		size_t i;

		for (i = 0; i < n && (*list)[i] && (word[i] | 0x20) == (*list)[i]; i++)
			;
		if (i == n && !(*list)[i])
			return true;
	}
	return false;
}

/* The word that ends before ${s}, in the same line: its beginning; its length in ${n}, 0: there is none. */
static const char *word_before(const char *text, const char *s, size_t *n)
{
	const char *end;

	while (s > text && !letter(s[-1]) && s[-1] != '\n' && !number_digit(s[-1]))
		s--;
	for (end = s; s > text && letter(s[-1]); s--)
		;
	*n = (size_t)(end - s);
	return s;
}

bool number_is_named(const char *text, const char *s)
{
	static const char *const things[] = {"order", "orders", "invoice", "ticket", "case", "ref",
		"reference", "serial", "imei", "iccid", "eid", "puk", "model", "version", "firmware", "sku",
		"tracking", "parcel", "article", "part", "build", "id", "transaction", "bestellung",
		"rechnung", "auftrag", "sendung", "seriennummer", "bestellnummer", "rechnungsnummer",
		"auftragsnummer", "sendungsnummer", NULL};
	static const char *const between[] = {"no", "nr", "number", "nummer", "is", "was", "ist", "code",
		"my", NULL};
	size_t n, i;

	for (i = 0; i < 4; i++) {
		s = word_before(text, s, &n);
		if (!n)
			return false;
		if (one_of(s, n, things))
			return true;
		if (!one_of(s, n, between))
			return false;
	}
	return false;
}
