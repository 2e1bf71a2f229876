// Most of these tests wait for other processes: a third at once costs the two processors little.
[assembly: Xunit.v3.Parallelization(MaxThreads = 3)]
