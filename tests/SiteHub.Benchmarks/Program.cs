using SiteHub.Benchmarks;
using SiteHub.Benchmarks.Processes;

// The scenarios' other processes are this same program again: `child ROLE …`.
return args is ["child", var role, .. var rest]
    ? await Children.RunAsync(role, rest)
    : await Scenarios.RunAsync(args);
