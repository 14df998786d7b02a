/* username.c -- see username.h. */
#include "import/username.h"

#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/intl.h"
#include "base/text.h"

#define USERNAME_LEAST 3
#define USERNAME_MOST  30

/* The first ${most} bytes of ${name}, without hyphens at their end. */
static const char *cut(struct arena *a, const char *name, size_t most)
{
	size_t n = strlen(name);

	if (n > most)
		n = most;
	while (n > 0 && name[n - 1] == '-')
		n--;
	return arena_text_n(a, name, n);
}

/* What the display name makes; NULL if that is too short to be one. intl_slug() says "thread" when nothing is
 * left. */
static const char *of_display(struct arena *a, const char *display)
{
	const char *slug = intl_slug(a, display);

	if (text_is(slug, "thread") && strcasecmp(display, "thread") != 0)
		return NULL;
	slug = cut(a, slug, USERNAME_MOST);
	return strlen(slug) >= USERNAME_LEAST ? slug : NULL;
}

/* A dump's id may be negative; a username has no sign. */
static const char *with_id(struct arena *a, const char *name, int64_t id)
{
	const char *end =
		arena_printf(a, "-%llu", id < 0 ? 0 - (unsigned long long)id : (unsigned long long)id);

	return arena_printf(a, "%s%s", cut(a, name, USERNAME_MOST - strlen(end)), end);
}

const char *username_for(struct arena *a, const char *display, int64_t id,
	bool (*taken)(void *arg, const char *name), void *arg)
{
	const char *name = of_display(a, display), *plain = with_id(a, "user", id);
	int64_t n;

	if (name && !taken(arg, name))
		return name;
	if (name) {
		name = with_id(a, name, id);
		if (!taken(arg, name))
			return name;
	}
	name = plain;
	for (n = 2; taken(arg, name); n++)
		name = with_id(a, plain, n);
	return name;
}
