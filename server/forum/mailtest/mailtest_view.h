/* mailtest_view.h -- what templates/admin/mail.html takes. */
#ifndef FORUM_MAILTEST_VIEW_H
#define FORUM_MAILTEST_VIEW_H

#include "forum/frame/frame_view.h"
#include "forum/mailtest/mailtest_sql.h"

struct mailtest_view {
	struct frame frame;
	const char *key;
	struct mail_notes tests, failures;
	bool waits; /* a test has not been done */
};

/* What an outcome means, for the person. */
const char *mailtest_meaning(const char *outcome);

#endif
