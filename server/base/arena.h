/* arena.h -- memory that is freed all at once, when its owner (nearly always a task) ends.
 *
 * A handler allocates and frees nothing. What is not memory (a file, a connection) is handed to arena_defer().
 * Disadvantage: a long-lived owner that allocates for ever grows for ever; such code gives each round an arena of
 * its own. Not thread-safe; we have no threads. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena_block;
struct arena_deferred;

struct arena {
	struct arena_block *blocks;
	struct arena_deferred *deferred;
	size_t used; /* bytes handed out so far */
	/* called when malloc fails; must not return. NULL: the process ends */
	void (*out_of_memory)(struct arena *);
};

/* An arena may be all zero bytes; this only makes that visible. */
#define ARENA_EMPTY ((struct arena){0})

/* ${n} zeroed bytes aligned for any type, living until arena_end(). Never NULL. */
void *arena_alloc(struct arena *a, size_t n);
/* A zeroed struct: arena_new(&t->arena, struct thread). */
#define arena_new(a, type) ((type *)arena_alloc((a), sizeof(type)))
/* ${count} zeroed elements; the multiplication is checked. */
#define arena_array(a, type, count) ((type *)arena_alloc_array((a), (count), sizeof(type)))
void *arena_alloc_array(struct arena *a, size_t count, size_t size);
/* ${old} with ${old_n} bytes, moved to room for ${n}; the new part is zeroed. For lists that grow. */
void *arena_grow(struct arena *a, const void *old, size_t old_n, size_t n);

/* Copies that end in NUL and live as long as the arena. */
char *arena_text(struct arena *a, const char *s);
char *arena_text_n(struct arena *a, const char *s, size_t n);
char *arena_printf(struct arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *a, const char *format, va_list args);

/* Calls ${f}(${arg}) when the arena ends, last deferred first. ${f} must not sleep. */
void arena_defer(struct arena *a, void (*f)(void *), void *arg);

/* Runs what was deferred, frees everything, leaves the arena empty and usable. */
void arena_end(struct arena *a);

#endif
