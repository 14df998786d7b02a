/* circle.h -- the strongly connected components of a graph: who can be reached from each other. Tarjan's algorithm in O(V+E), with a
 * stack of its own instead of recursion, so that a long chain of people is no danger. */
#ifndef NVL_CIRCLE_H
#define NVL_CIRCLE_H

#include <stddef.h>
#include <stdint.h>

/* Writes for each of ${n} nodes the number of its component (from 0) into ${group} and returns how many there are. The edges of node v
 * are to[first[v]] … to[first[v + 1] - 1]. Numbers depend on nothing but the graph as given. */
size_t circle_groups(size_t n, const uint32_t *first, const uint32_t *to, uint32_t *group);

#endif
