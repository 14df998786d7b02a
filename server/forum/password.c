/* password.c -- see password.h. */
#include "forum/password.h"

#include <pwquality.h>
#include <stddef.h>
#include <string.h>

#include "base/arena.h"
#include "base/intl.h"
#include "base/log.h"
#include "base/must.h"
#include "base/text.h"
#include "forum/site.h"
#include "web/request.h"

#define NAME_LEAST 4 /* bytes; shorter names stand in too many words */
#define WORD_LEAST 5 /* of a word of the site's name */

int password_least(unsigned roles)
{
	return roles & (ROLE_MODERATOR | ROLE_ADMIN) ? PASSWORD_LEAST_PRIVILEGED : PASSWORD_LEAST;
}

bool password_long_enough(const char *password, unsigned roles)
{
	return text_characters(password) >= (size_t)password_least(roles);
}

const char *password_normal(struct arena *a, const char *typed)
{
	return intl_nfc(a, typed);
}

/* ---- the dictionary ---- */

static pwquality_settings_t *dictionary(void)
{
	static pwquality_settings_t *settings;

	if (!settings) {
		settings = pwquality_default_settings();
		must(settings);
		pwquality_set_int_value(settings, PWQ_SETTING_MIN_LENGTH, 6);
		pwquality_set_int_value(settings, PWQ_SETTING_DIFF_OK, 0);
		pwquality_set_int_value(settings, PWQ_SETTING_DICT_CHECK, 1);
	}
	return settings;
}

/* Of all that libpwquality looks at only the dictionary counts, and palindromes, which it finds first. */
static bool in_dictionary(const char *password)
{
	int result = pwquality_check(dictionary(), password, NULL, NULL, NULL);

	return result == PWQ_ERROR_CRACKLIB_CHECK || result == PWQ_ERROR_PALINDROME;
}

/* A missing dictionary refuses every password. */
static bool dictionary_loads(void)
{
	return !in_dictionary("kx7Qv!ze02LmPw");
}

bool password_dictionary_works(void)
{
	return dictionary_loads() && in_dictionary("password");
}

static bool dictionary_at_hand(void)
{
	static int known; /* 0: not looked yet */

	if (!known) {
		known = dictionary_loads() ? 1 : -1;
		if (known < 0)
			log_error("password.no_dictionary",
				"why=\"is cracklib-runtime installed? passwords are not looked up\"");
	}
	return known > 0;
}

/* "letmeinletmein" is "letmein" twice: the length of what is repeated, the whole length if nothing is. */
static size_t repeated(const char *s)
{
	size_t n = strlen(s), unit;

	for (unit = 1; unit <= n / 2; unit++)
		if (n % unit == 0 && memcmp(s, s + unit, n - unit) == 0)
			return unit;
	return n;
}

/* ---- a word with something hung on ---- */

#define STEM_LEAST 5 /* letters; shorter words the dictionary finds by itself, with what hangs on them */
#define AFFIX_MOST 6 /* so much at both ends together adds little to a word … */
#define DICT_LEAST 6 /* … and nothing shorter is looked up by libpwquality */
#define LEET_FROM  "@4301$5!7"
#define LEET_TO	   "aaeoissit"

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

/* "1234567890", "987654", "111111". */
static bool is_run(const char *s, size_t n)
{
	size_t i;

	for (i = 2; i < n; i++)
		if ((s[i] - s[i - 1] + 10) % 10 != (s[1] - s[0] + 10) % 10)
			return false;
	return n > 1 && (s[1] - s[0] + 11) % 10 <= 2;
}

/* What stands between digits and signs, lower case, with "@" for "a" and the like read as the letters they stand for. */
static const char *stem_of(struct arena *a, const char *password, struct slice *before, struct slice *after)
{
	size_t from = 0, to = strlen(password);
	const char *leet;
	char *stem, *p;

	while (from < to && !is_letter(password[from]))
		from++;
	while (to > from && !is_letter(password[to - 1]))
		to--;
	*before = (struct slice){password, from};
	*after = slice_of(password + to);
	stem = arena_text(a, text_lower_ascii(a, arena_text_n(a, password + from, to - from)));
	for (p = stem; *p; p++) {
		leet = strchr(LEET_FROM, *p);
		if (leet)
			*p = LEET_TO[leet - LEET_FROM];
	}
	return stem;
}

/* "password1234", "P@ssw0rd2024!", "12345football": what hangs on is what people hang on. */
static bool is_word_with_affix(struct arena *a, const char *password)
{
	struct slice before, after;
	const char *stem = stem_of(a, password, &before, &after);
	size_t n = strlen(stem);

	if (n < STEM_LEAST)
		return false;
	if (before.n + after.n > AFFIX_MOST && !is_run(before.s, before.n) && !is_run(after.s, after.n))
		return false;
	return in_dictionary(n < DICT_LEAST ? arena_printf(a, "%s1", stem) : stem);
}

static bool is_guessable(struct arena *a, const char *password)
{
	size_t n = strlen(password), unit = repeated(password);

	if (unit < 4 && unit < n)
		return true;
	if (!dictionary_at_hand())
		return false;
	return in_dictionary(password) || is_word_with_affix(a, password) ||
	       (unit < n && in_dictionary(arena_text_n(a, password, unit)));
}

/* ---- names ---- */

static bool contains(struct arena *a, const char *password, struct slice name, size_t least)
{
	if (name.n < least)
		return false;
	return strstr(text_lower_ascii(a, password), text_lower_ascii(a, arena_text_n(a, name.s, name.n))) !=
	       NULL;
}

static const char *without_spaces(struct arena *a, const char *s)
{
	char *out = arena_text(a, s), *p = out;

	for (; *s; s++)
		if (*s != ' ')
			*p++ = *s;
	*p = 0;
	return out;
}

static bool contains_site(struct arena *a, const char *password)
{
	struct slice rest = slice_of(site.name);

	if (contains(a, password, slice_of(site.name), NAME_LEAST) ||
		contains(a, password, slice_of(without_spaces(a, site.name)), NAME_LEAST))
		return true;
	while (rest.s)
		if (contains(a, password, slice_cut(&rest, ' '), WORD_LEAST))
			return true;
	return false;
}

/* What stands before the @, and before a "+something" in it. */
static bool contains_mail_name(struct arena *a, const char *password, const char *email)
{
	return contains(a, password, (struct slice){email, strcspn(email, "@")}, NAME_LEAST) ||
	       contains(a, password, (struct slice){email, strcspn(email, "+@")}, NAME_LEAST);
}

const char *password_wrong(struct arena *a, const char *password, unsigned roles, const char *username,
	const char *email)
{
	if (text_empty(password))
		return _("Please choose a password.");
	if (!password_long_enough(password, roles))
		return password_least(roles) == PASSWORD_LEAST
			       ? _("Too short: at least 10 characters. A few words in a row are easy to keep "
				   "in mind.")
			       : _("Too short: moderators and admins need at least 15 characters. A few "
				   "words in a row are easy to keep in mind.");
	return password_poor(a, password, username, email);
}

const char *password_poor(struct arena *a, const char *password, const char *username, const char *email)
{
	if (text_characters(password) > PASSWORD_MOST)
		return _("Too long: at most 200 characters.");
	if (contains(a, password, slice_of(username), NAME_LEAST))
		return _("It contains your username, so others would try it first. Please choose another.");
	if (contains_mail_name(a, password, email))
		return _("It contains the name in your e-mail address, so others would try it first. Please "
			 "choose another.");
	if (contains_site(a, password))
		return _("It contains this community's name, so others would try it first. Please choose "
			 "another.");
	if (is_guessable(a, password))
		return _("It is a common word or a simple pattern, which programs try first. A few unrelated "
			 "words are better.");
	return NULL;
}
