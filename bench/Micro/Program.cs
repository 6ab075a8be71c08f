using BenchmarkDotNet.Running;

// For example: dotnet run -c Release --project bench/Micro -- -i --job short --filter '*HeaderBenchmarks*'
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
