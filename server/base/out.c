/* out.c -- see out.h. */
#include "base/out.h"

#include <stdlib.h>
#include <string.h>

#include "base/fault.h"

#define FIRST_ROOM   16384
#define DEFAULT_MOST (1u << 20)

char *out_room(struct out *o, size_t n)
{
	size_t most = o->most ? o->most : DEFAULT_MOST, room = o->room ? o->room : FIRST_ROOM;
	char *s;

	if (o->full)
		return NULL;
	if (n > most || o->n > most - n) {
		o->full = true;
		return NULL;
	}
	if (o->room - o->n >= n && o->s)
		return o->s + o->n;
	while (room - o->n < n)
		room *= 2;
	s = fault("malloc") ? NULL : realloc(o->s, room);
	if (!s) {
		o->full = true;
		return NULL;
	}
	o->s = s;
	o->room = room;
	return o->s + o->n;
}

void out_advance(struct out *o, size_t n)
{
	o->n += n;
}

void out_raw(struct out *o, const char *s, size_t n)
{
	char *p = n ? out_room(o, n) : NULL;

	if (!p)
		return;
	memcpy(p, s, n);
	o->n += n;
}

void out_char(struct out *o, char c)
{
	out_raw(o, &c, 1);
}

void out_end(struct out *o)
{
	free(o->s);
	o->s = NULL;
	o->n = o->room = 0;
	o->full = false;
}
