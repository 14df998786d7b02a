/* routes.h -- every URL of the site. */
#ifndef FORUM_ROUTES_H
#define FORUM_ROUTES_H

#include <stddef.h>

#include "web/route.h"

extern const struct route routes[];
extern const size_t route_count;

#endif
