using System.Text;
using Ariane.Crash.Files;
using Ariane.Storage.Files;

namespace Ariane.Storage.Tests.Files;

public sealed class ConfigFileTests
{
    private const string FilePath = "/store/config/topics.json";

    private readonly MemoryFiles _files = new(new ManualTime());

    [Fact]
    public void Save_Twice_KeepsThePreviousContent()
    {
        var file = new ConfigFile(_files, FilePath);
        file.Save("one"u8);
        file.Save("two"u8);

        Assert.Equal("two"u8, _files.ReadAll(FilePath));
        Assert.Equal("one"u8, _files.ReadAll(FilePath + ".bak"));
        Assert.Equal([FilePath, FilePath + ".bak"], _files.AllPaths);
        Assert.True(file.TryLoad<string>(Parse, out string? content));
        Assert.Equal("two", content);
    }

    [Theory]
    [InlineData("")]
    [InlineData("bad")]
    public void TryLoad_UnusableFile_TakesTheBackup(string text)
    {
        _files.WriteAll(FilePath, Encoding.UTF8.GetBytes(text));
        _files.WriteAll(FilePath + ".bak", "old"u8);

        Assert.True(new ConfigFile(_files, FilePath).TryLoad<string>(Parse, out string? content));
        Assert.Equal("old", content);
    }

    [Fact]
    public void TryLoad_NoContentAnywhere_IsFalse()
    {
        Assert.False(new ConfigFile(_files, FilePath).TryLoad<string>(Parse, out _));
        _files.WriteAll(FilePath, []);
        Assert.False(new ConfigFile(_files, FilePath).TryLoad<string>(Parse, out _));
    }

    [Fact]
    public void TryLoad_BothUnreadable_SaysWhyAndWhere()
    {
        _files.WriteAll(FilePath, "bad"u8);
        _files.WriteAll(FilePath + ".bak", "bad"u8);

        StoreException exception = Assert.Throws<StoreException>(
            () => new ConfigFile(_files, FilePath).TryLoad<string>(Parse, out _));
        Assert.Contains(FilePath, exception.Message, StringComparison.Ordinal);
        Assert.Contains("it is bad", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Save_PowerLostOrDiskFailedAtAnyCall_LeavesOldOrNew()
    {
        for (int call = 1; call < 20; call++)
        {
            var files = new MemoryFiles(new ManualTime());
            var file = new ConfigFile(files, FilePath);
            file.Save("one"u8);
            file.Save("two"u8);
            files.FailFrom = files.Calls + call;
            bool saved = true;
            try
            {
                file.Save("three"u8);
            }
            catch (IOException)
            {
                saved = false;
            }

            MemoryFiles found = files.LosePower(new Random(call));
            Assert.True(new ConfigFile(found, FilePath).TryLoad<string>(Parse, out string? content));
            Assert.Contains(content, saved ? ["three"] : (string[])["one", "two", "three"]);
        }
    }

    private static bool Parse(ReadOnlySpan<byte> content, out string? result, out string? error)
    {
        string text = Encoding.UTF8.GetString(content);
        (result, error) = text == "bad" ? (null, "it is bad") : (text, (string?)null);
        return error is null;
    }
}
