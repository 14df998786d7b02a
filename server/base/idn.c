/* idn.c -- see idn.h. */
#include "base/idn.h"

#include <idn2.h>
#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"

#define DOMAIN_MOST 253
#define LABEL_MOST  63

static bool is_label(struct slice label)
{
	size_t i;

	if (label.n == 0 || label.n > LABEL_MOST || label.s[0] == '-' || label.s[label.n - 1] == '-')
		return false;
	for (i = 0; i < label.n; i++) {
		char c = label.s[i];

		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'))
			return false;
	}
	return true;
}

static bool is_number(struct slice label)
{
	size_t i;

	for (i = 0; i < label.n; i++)
		if (label.s[i] < '0' || label.s[i] > '9')
			return false;
	return true;
}

static bool is_host(const char *domain)
{
	struct slice rest = slice_of(domain), label = {0};

	if (rest.n == 0 || rest.n > DOMAIN_MOST)
		return false;
	while (rest.s) {
		label = slice_cut(&rest, '.');
		if (!is_label(label))
			return false;
	}
	return !is_number(label);
}

const char *idn_ascii(struct arena *a, const char *domain)
{
	char *made = NULL;
	const char *copy;

	/* libidn2 gives "" for the dot of the root and for nothing at all; is_host() refuses both. */
	if (idn2_to_ascii_8z(domain, &made, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) != IDN2_OK)
		return NULL;
	copy = text_lower_ascii(a, made);
	idn2_free(made);
	return is_host(copy) ? copy : NULL;
}
