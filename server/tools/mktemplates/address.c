/* address.c -- see address.h; the states are explained in place.h. */
#include "tools/mktemplates/address.h"

#include <ctype.h>
#include <string.h>

static const char other_site[] =
	"an address must not begin with // or \\: name the scheme, or begin with one /";

static const char *scheme_ends(struct place *at)
{
	if (at->address == ADDRESS_VALUE)
		return "a ':' after a value would make the value a scheme; give the whole address as one "
		       "value";
	if (strcmp(at->word, "http") != 0 && strcmp(at->word, "https") != 0 &&
		strcmp(at->word, "mailto") != 0)
		return "only http:, https:, mailto: and addresses of our own are linked to";
	at->address = ADDRESS_REST;
	return NULL;
}

static const char *in_word(struct place *at, char c)
{
	size_t n = strlen(at->word);

	if (c == '/' || c == '?' || c == '#')
		at->address = ADDRESS_REST;
	else if (c == ':')
		return scheme_ends(at);
	else if (at->address == ADDRESS_WORD && n + 1 < sizeof(at->word))
		at->word[n] = (char)tolower((unsigned char)c);
	return NULL;
}

static const char *one_character(struct place *at, char c)
{
	switch (at->address) {
	case ADDRESS_START:
		if (c == '\\' || isspace((unsigned char)c))
			return other_site;
		at->address = c == '/' ? ADDRESS_SLASH : ADDRESS_WORD;
		return c == '/' ? NULL : in_word(at, c);
	case ADDRESS_SLASH:
		at->address = ADDRESS_REST;
		return c == '/' || c == '\\' ? other_site : NULL;
	case ADDRESS_WORD:
	case ADDRESS_VALUE:
		return in_word(at, c);
	case ADDRESS_UNSURE:
		return "the branches above leave the address at different points; write each address whole";
	default:
		return NULL;
	}
}

const char *address_constant(struct place *at, const char *from, const char *to)
{
	const char *why = NULL;

	if (at->address == ADDRESS_NOT || at->address == ADDRESS_REST)
		return NULL;
	for (; from < to && !why; from++)
		why = one_character(at, *from);
	return why;
}

const char *address_value(struct place *at)
{
	if (at->address == ADDRESS_SLASH)
		return "an empty value after the first '/' would begin \"//\", another site; put a word "
		       "before the value, or "
		       "give the whole address as one value";
	if (at->address == ADDRESS_UNSURE)
		return "the branches above leave the address at different points; write each address whole";
	if (at->address == ADDRESS_START || at->address == ADDRESS_WORD) {
		at->address = ADDRESS_VALUE;
		memset(at->word, 0, sizeof(at->word));
	}
	return NULL;
}
