/* accepted_view.h -- what the views of accepted.html take. */
#ifndef TESTS_ACCEPTED_VIEW_H
#define TESTS_ACCEPTED_VIEW_H

#include "base/clock.h"
#include "base/text.h"

struct accepted {
	const char *text, *none, *url, *script, *elsewhere;
	struct html html;
	int64_t number;
	struct when at, never;
	struct texts list, empty;
	bool yes;
};

#endif
