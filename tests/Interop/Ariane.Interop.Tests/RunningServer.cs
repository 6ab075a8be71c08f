using Ariane.Testing;

namespace Ariane.Interop.Tests;

/// <summary>The executable as a server on ports of its own, with an empty store, for all tests of one class.</summary>
public sealed class RunningServer : IAsyncLifetime, IAsyncDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("ariane-interop-").FullName;
    private readonly ArianeProcess _process;

    public RunningServer() => _process = new ArianeProcess(_data);

    /// <summary>The address of the name server.</summary>
    public string NameServer => _process.NameServerAddress;

    /// <summary>What the server printed.</summary>
    public string Log => _process.Log;

    public Task InitializeAsync() => _process.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        if (Directory.Exists(_data)) Directory.Delete(_data, recursive: true);
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();
}
