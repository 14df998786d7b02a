/* arena.c -- a chain of malloc'ed blocks, each twice the size of the last up to 64 KiB; see arena.h. */
#include "base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fault.h"
#include "base/must.h"

#define FIRST_BLOCK 2048
#define LAST_BLOCK  65536
#define ALIGN	    16

struct arena_block {
	struct arena_block *next;
	size_t room, used;
	_Alignas(ALIGN) unsigned char bytes[];
};

struct arena_deferred {
	struct arena_deferred *next;
	void (*f)(void *);
	void *arg;
};

static void out_of_memory(struct arena *a)
{
	if (a->out_of_memory)
		a->out_of_memory(a);
	must(!"memory for an arena without a task");
}

static struct arena_block *block_new(struct arena *a, size_t n)
{
	size_t room = a->blocks ? a->blocks->room * 2 : FIRST_BLOCK;
	struct arena_block *b;

	if (room > LAST_BLOCK)
		room = LAST_BLOCK;
	if (room < n)
		room = n;
	b = fault("malloc") ? NULL : malloc(sizeof(*b) + room);
	if (!b) {
		out_of_memory(a);
		abort();
	}
	b->room = room;
	b->used = 0;
	/* A block made for one large piece goes behind the current one, so that the rest of that stays in use. */
	if (a->blocks && room == n && n > LAST_BLOCK) {
		b->next = a->blocks->next;
		a->blocks->next = b;
	} else {
		b->next = a->blocks;
		a->blocks = b;
	}
	return b;
}

void *arena_alloc(struct arena *a, size_t n)
{
	struct arena_block *b = a->blocks;
	void *p;

	must(n < SIZE_MAX / 2);
	n = (n + ALIGN - 1) & ~(size_t)(ALIGN - 1);
	if (!b || b->room - b->used < n)
		b = block_new(a, n);
	p = b->bytes + b->used;
	b->used += n;
	a->used += n;
	return memset(p, 0, n);
}

void *arena_alloc_array(struct arena *a, size_t count, size_t size)
{
	must(size == 0 || count < SIZE_MAX / 2 / size);
	return arena_alloc(a, count * size);
}

void *arena_grow(struct arena *a, const void *old, size_t old_n, size_t n)
{
	void *p = arena_alloc(a, n);

	must(n >= old_n);
	if (old_n)
		memcpy(p, old, old_n);
	return p;
}

char *arena_text_n(struct arena *a, const char *s, size_t n)
{
	char *copy = arena_alloc(a, n + 1);

	if (n)
		memcpy(copy, s, n);
	return copy;
}

char *arena_text(struct arena *a, const char *s)
{
	return arena_text_n(a, s, strlen(s));
}

char *arena_vprintf(struct arena *a, const char *format, va_list args)
{
	va_list again;
	char *s;
	int n;

	va_copy(again, args);
	n = vsnprintf(NULL, 0, format, again);
	va_end(again);
	must(n >= 0);
	s = arena_alloc(a, (size_t)n + 1);
	vsnprintf(s, (size_t)n + 1, format, args);
	return s;
}

char *arena_printf(struct arena *a, const char *format, ...)
{
	va_list args;
	char *s;

	va_start(args, format);
	s = arena_vprintf(a, format, args);
	va_end(args);
	return s;
}

void arena_defer(struct arena *a, void (*f)(void *), void *arg)
{
	struct arena_deferred *d = arena_new(a, struct arena_deferred);

	d->f = f;
	d->arg = arg;
	d->next = a->deferred;
	a->deferred = d;
}

void arena_end(struct arena *a)
{
	struct arena_block *b, *next;

	/* What is deferred may itself defer; so take them off one by one. */
	while (a->deferred) {
		struct arena_deferred *d = a->deferred;

		a->deferred = d->next;
		d->f(d->arg);
	}
	for (b = a->blocks; b; b = next) {
		next = b->next;
		free(b);
	}
	a->blocks = NULL;
	a->used = 0;
}
