/* signature.h -- signed events in the form of Standard Webhooks: webhook-id, webhook-timestamp, webhook-signature. Pure. */
#ifndef CRM_SIGNATURE_H
#define CRM_SIGNATURE_H

#include <stdbool.h>

#include "base/clock.h"
#include "base/text.h"

struct arena;

#define SIGNATURE_OLD_S 300 /* an event may be so old, and a clock so wrong */

struct signed_event {
	const char *id, *timestamp, *signature; /* the headers; NULL: not sent */
	struct slice body;
};

/* Whether one of the signatures ("v1,base64", with spaces between) is HMAC-SHA-256 of "id.timestamp.body" under one of the secrets, and
 * the time is near ${now}. A secret is the bytes of its line, or, where it begins with "whsec_", what the base64 behind that says.
 * ${secrets}: one a line; several while they change. Takes the same time whatever is wrong with a signature. */
bool signature_right(struct arena *a, const struct signed_event *e, const char *secrets, struct when now);

#endif
