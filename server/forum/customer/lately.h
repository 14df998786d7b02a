/* lately.h -- what happened lately with a customer: what templates/customer/lately.html takes. */
#ifndef FORUM_CUSTOMER_LATELY_H
#define FORUM_CUSTOMER_LATELY_H

#include "forum/customer/customer_view.h"

#define LATELY_MOST 6

struct customer_lately {
	const char *url; /* of all that happened */
	struct entry_views entries;
	struct promise_views promises; /* that are overdue */
};

#endif
