/* contact_key.c -- see contact_key.h. */
#include "intake/contact_key.h"

#include <string.h>

#include "base/arena.h"
#include "base/intl.h"
#include "base/text.h"

#define PHONE_LEAST 5
#define PHONE_MOST  15 /* digits, by E.164 */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The digits of ${value} up to an extension; false where something stands that is in no phone number. "(0)" is how the trunk 0 is
 * shown behind a calling code, where nobody dials it. */
static bool digits_of(const char *value, char out[PHONE_MOST + 2])
{
	size_t n = 0;

	for (; *value; value++) {
		if (*value == 'x' || *value == '#' || text_starts(value, "ext"))
			break;
		if (n > 1 && text_starts(value, "(0)")) {
			value += 2;
			continue;
		}
		if (is_digit(*value)) {
			if (n > PHONE_MOST)
				return false;
			out[n++] = *value;
		} else if (!strchr(" ()-./\t", *value)) {
			return false;
		}
	}
	out[n] = 0;
	return n > 0;
}

static const char *phone_key(struct arena *a, const char *value, const char *country)
{
	char digits[PHONE_MOST + 2];
	const char *key;

	while (*value == ' ' || *value == '(')
		value++;
	if (text_starts(value, "tel:"))
		value += 4;
	if (!digits_of(value + (*value == '+'), digits))
		return NULL;
	if (*value == '+')
		key = arena_printf(a, "+%s", digits);
	else if (text_starts(digits, "00"))
		key = arena_printf(a, "+%s", digits + 2);
	else if (text_empty(country))
		key = arena_text(a, digits);
	else
		key = arena_printf(a, "+%s%s", country, digits + (digits[0] == '0'));
	return strlen(key) > PHONE_LEAST && strlen(key) <= PHONE_MOST + 1 ? key : NULL;
}

/* Letters and digits of ASCII in capitals, bytes of other scripts as they are. */
static const char *account_key(struct arena *a, const char *value)
{
	char *out = arena_alloc(a, strlen(value) + 1), *to = out;

	for (; *value; value++) {
		if (*value >= 'a' && *value <= 'z')
			*to++ = (char)(*value - 'a' + 'A');
		else if (is_digit(*value) || (*value >= 'A' && *value <= 'Z') ||
			 (unsigned char)*value >= 0x80)
			*to++ = *value;
	}
	return *out ? out : NULL;
}

static const char *address_key(struct arena *a, const char *value)
{
	char *copy = arena_text(a, value), *p;
	const char *key;

	for (p = copy; *p; p++)
		if (strchr(",.;:/#-\n\r\t", *p))
			*p = ' ';
	key = intl_lower(a, text_one_line(a, copy));
	return *key ? key : NULL;
}

const char *contact_key(struct arena *a, const char *kind, const char *value, const char *country)
{
	if (text_is(kind, "email"))
		return intl_email(a, value);
	if (text_is(kind, "phone"))
		return phone_key(a, value, country);
	if (text_is(kind, "account"))
		return account_key(a, value);
	return address_key(a, value);
}
