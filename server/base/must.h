/* must.h -- our own errors end the process, in release too.
 *
 * Use it for what can only be false by a mistake of ours (a wrong page is worse than a crash: the supervisor
 * starts the worker again within a second). What people, races or the world do wrong is a value or task_fail(). */
#ifndef BASE_MUST_H
#define BASE_MUST_H

/* Logs ${what} with its place and aborts. Does not return. */
_Noreturn void must_failed(const char *what, const char *file, int line);

#define must(condition) ((condition) ? (void)0 : must_failed(#condition, __FILE__, __LINE__))

#endif
