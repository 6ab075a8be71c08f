namespace Ariane.Storage.Files;

/// <summary>How a file is opened.</summary>
public enum StoreFileMode
{
    OpenExisting,
    OpenOrCreate,
    CreateNew,
}
