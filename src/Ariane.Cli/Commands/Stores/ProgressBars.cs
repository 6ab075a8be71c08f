using Ariane.Storage.Inspection;
using Spectre.Console;

namespace Ariane.Cli.Commands.Stores;

/// <summary>Shows how far an inspection is, on standard error and only if that is a terminal.</summary>
internal static class ProgressBars
{
    public static Task<T> ShowAsync<T>(Func<IProgress<InspectionProgress>?, T> work)
    {
        if (Console.IsErrorRedirected) return Task.FromResult(work(null));

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return console.Progress().StartAsync(context => Task.Run(() => work(new StageBars(context))));
    }

    /// <summary>One bar for each stage. Called by the one thread that inspects.</summary>
    private sealed class StageBars(ProgressContext context) : IProgress<InspectionProgress>
    {
        private readonly Dictionary<string, ProgressTask> _bars = new(StringComparer.Ordinal);

        public void Report(InspectionProgress value)
        {
            if (!_bars.TryGetValue(value.Stage, out var bar))
            {
                _bars[value.Stage] = bar = context.AddTask(
                    Markup.Escape(value.Stage), maxValue: Math.Max(1, value.Total));
            }

            bar.Value = value.Total == 0 ? 1 : value.Done;
        }
    }
}
