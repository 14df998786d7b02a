/* fiber.h -- a function with a stack of its own that can stop in the middle and go on later; the only ucontext.h.
 *
 * Stacks are mapped lazily (256 KiB and a guard below), kept for reuse, and told to the address sanitizer. A fiber
 * that runs off its stack meets the guard page: the process dies by SIGSEGV with a line that names it (sigaltstack).
 * Disadvantage: each switch costs a sigprocmask pair, about half a microsecond: nothing beside a query. */
#ifndef LOOP_FIBER_H
#define LOOP_FIBER_H

#include <stdbool.h>
#include <stddef.h>

struct fiber;

#define FIBER_STACK (256u << 10) /* bytes usable; under a sanitizer the stack is larger, frames are too */

/* A fiber that will run ${run}(${arg}) at the first fiber_resume(). NULL: no memory for a stack. */
struct fiber *fiber_new(void (*run)(void *), void *arg);
/* Runs the fiber until it calls fiber_yield() or ends. Only from outside fibers. True while it can be resumed again;
 * false once it ended, and then ${f} is gone. */
bool fiber_resume(struct fiber *f);
/* Back to whoever resumed us. Only inside a fiber. */
void fiber_yield(void);
/* Ends the running fiber where it stands; nothing on its stack is unwound. Does not return. */
_Noreturn void fiber_exit(void);
/* The fiber that is running, or NULL. */
struct fiber *fiber_current(void);
/* The most stack, in bytes, that any fiber has used since the process began (pages touched). */
size_t fiber_high_water(void);
/* Puts a handler for SIGSEGV on a stack of its own that tells a stack overflow from other faults. Once a process. */
void fiber_guard_signals(void);
/* Frees what is kept for reuse. */
void fiber_end(void);

#endif
