/* command.h -- running one task from the command line, with a loop, the database as bothy_work, and craft at hand. */
#ifndef COMMAND_H
#define COMMAND_H

#include <stdbool.h>

struct config;
struct task;

/* Opens what a task needs, runs ${run}(t, ${arg}) in it, closes everything. The exit status: what ${run} returns, or 1
 * with a line on standard error if the task failed or the database cannot be reached within 10 s. */
int command_run(struct config *c, int (*run)(struct task *t, void *arg), void *arg);

/* Forks ${n} craft processes whose ends are given to craft_open(); they die with this process. For commands that
 * manage their own loop. Call before anything threads or opens the database. */
bool command_craft(unsigned n);
/* Ends them, after craft_close(). */
void command_craft_end(void);

#endif
