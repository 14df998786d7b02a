/* fed.h -- `bothy import customers|cases|touchpoints FILE`: what another system knows of customers goes into schema crm. */
#ifndef IMPORT_FED_H
#define IMPORT_FED_H

#include "intake/intake.h"

struct fed_settings {
	enum intake_kind kind;
	const char *path;
	const char *source;   /* whose external ids these are: "crm" */
	const char *country;  /* calling code of phone numbers without one */
	const char *conninfo; /* without user and password */
	const char *password; /* of bothy_work */
};

/* Whether ${source} may be one: 1 to 30 of a-z, 0-9, - and _, beginning with a letter or digit. */
bool fed_source_ok(const char *source);
/* Says on standard output how it goes (a bar where that is a terminal), on standard error what went wrong. Returns the exit status: 0 all is
 * in, 3 some lines were set aside in FILE.rejected, 1 it stopped, 130 interrupted by SIGINT or SIGTERM. Whatever it was, the same call again
 * goes on: what is in already is only looked at. */
int import_fed(const struct fed_settings *s);

#endif
