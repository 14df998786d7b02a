/* site.c -- see site.h. */
#include "forum/site.h"

struct site site = {.name = "Community", .url = "", .desk_url = "", .locale = "en", .zone = "UTC"};
