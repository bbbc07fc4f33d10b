//! The originals: every imported file as it came, in the workspace's `imports/`.
//!
//! A file lies under the BLAKE3 hash of its bytes, compressed (zstd) and encrypted (AES-256-GCM),
//! as `<hash>.zst.enc`:
//!
//! ```text
//! magic 8 | nonce prefix 7 | the hash, sealed 32 + 16 | frames, each 1 MiB + 16, the last shorter
//! ```
//!
//! The frames are a STREAM (Hoang, Reyhanitabar, Rogaway, Vizár 2015): the nonce of each is the
//! file's random prefix, the frame's number, and whether it is the last. So nothing can be cut off,
//! added, swapped or taken from another file, and a file of any size passes through a few
//! mebibytes of memory. The head says which hash the frames belong to: a file under a wrong name is
//! found before its first byte is read.

use crate::disk::sync_name;
use aead_stream::{DecryptorBE32, EncryptorBE32};
use aes_gcm::{Aes256Gcm, KeyInit, aead::AeadInOut};
use blake3::{Hash, Hasher};
use fs_err::File;
use kontor_ledger::WorkspaceKey;
use std::{
    io::{self, BufRead, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

const MAGIC: &[u8; 8] = b"kontor\0\x01";
const PREFIX: usize = 7;
const HASH: usize = blake3::OUT_LEN;
const TAG: usize = 16;
const HEAD: usize = MAGIC.len() + PREFIX + HASH + TAG;
const FRAME: usize = 1 << 20;

/// What the originals' key is derived for: with another purpose, another key.
const PURPOSE: &str = "Kontor 2026-11 originals in imports/";
/// Higher levels cost an import more time than they save of the disk.
const LEVEL: i32 = -3;
const SUFFIX: &str = ".zst.enc";
const DRAFT: &str = "draft-";

/// The originals of one workspace.
pub struct Vault {
    folder: PathBuf,
    cipher: Aes256Gcm,
}

/// A file that was stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stored {
    /// Its address.
    pub hash: Hash,
    /// Its size in bytes, as it came.
    pub bytes: u64,
}

/// Why an original could not be stored or read.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The file to store could not be read to its end; nothing of it was kept.
    #[error(
        "the file cannot be read to its end ({0}); check that it is still there, and try again"
    )]
    Source(#[source] io::Error),
    /// The workspace has no such original.
    #[error("the original {0} is not in the workspace; import the file again")]
    Missing(Hash),
    /// The stored file is not what was once written: cut off, changed, renamed, or of another
    /// workspace.
    #[error(
        "the original {} is damaged: {detail}. Restore the workspace from a backup, or import the file again", .file.display()
    )]
    Damaged {
        /// The stored file.
        file: PathBuf,
        /// What is wrong with it.
        detail: &'static str,
    },
    /// There is no room to store it; nothing of it was kept.
    #[error("the disk is full, so the original was not stored; make room and try again")]
    DiskFull,
    /// The operating system refused.
    #[error("the originals cannot be read or written: {0}")]
    Io(#[source] io::Error),
}

impl From<io::Error> for VaultError {
    /// Also finds the error that reading an [`Original`] wrapped.
    fn from(error: io::Error) -> Self {
        match error.downcast::<VaultError>() {
            Ok(error) => error,
            Err(error) if error.kind() == io::ErrorKind::StorageFull => VaultError::DiskFull,
            Err(error) => VaultError::Io(error),
        }
    }
}

impl Vault {
    /// The originals in `folder`, which is made if missing. Drafts that a killed process left are
    /// removed: the caller holds the workspace's lock.
    ///
    /// # Errors
    /// [`VaultError::Io`] where the folder cannot be made, read or written.
    pub fn open(folder: &Path, key: &WorkspaceKey) -> Result<Vault, VaultError> {
        fs_err::create_dir_all(folder)?;
        for entry in fs_err::read_dir(folder)? {
            let entry = entry?;
            if entry.file_name().to_string_lossy().starts_with(DRAFT) {
                fs_err::remove_file(entry.path())?;
            }
        }
        let key = blake3::derive_key(PURPOSE, key.bytes());
        Ok(Vault { folder: folder.to_owned(), cipher: Aes256Gcm::new(&key.into()) })
    }

    /// Stores everything that `source` yields; a file that is there already is written anew. The
    /// file appears complete or not at all. To cancel, let `source` fail.
    ///
    /// # Errors
    /// [`VaultError::Source`] when `source` fails, [`VaultError::DiskFull`] and [`VaultError::Io`]
    /// when writing does.
    pub fn store(&self, source: impl Read) -> Result<Stored, VaultError> {
        let mut draft = tempfile::Builder::new().prefix(DRAFT).tempfile_in(&self.folder)?;
        let stored = self.seal(source, draft.as_file_mut())?;
        draft.as_file().sync_all()?;
        let path = self.path(stored.hash);
        draft.persist(&path).map_err(|failed| failed.error)?;
        sync_name(&path)?;
        Ok(stored)
    }

    /// Reads an original from its start, as it came.
    ///
    /// # Errors
    /// [`VaultError::Missing`], or [`VaultError::Damaged`] for a file that was not stored under
    /// this hash with this workspace's key. Damage further in ends the reading with an
    /// [`io::Error`] that [`VaultError::from`] unwraps; the bytes before it are right.
    pub fn read(&self, hash: Hash) -> Result<Original, VaultError> {
        let path = self.path(hash);
        let mut file = match File::open(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(VaultError::Missing(hash));
            }
            opened => opened?,
        };
        let damaged = |detail| VaultError::Damaged { file: path.clone(), detail };
        let rest = file.metadata()?.len().checked_sub(HEAD as u64);
        let rest = rest.ok_or_else(|| damaged("it is too short"))?;

        let (mut magic, mut prefix, mut sealed) =
            ([0; MAGIC.len()], [0; PREFIX], vec![0; HASH + TAG]);
        file.read_exact(&mut magic)?;
        file.read_exact(&mut prefix)?;
        file.read_exact(&mut sealed)?;
        if &magic != MAGIC {
            return Err(damaged("it is none of Kontor's files"));
        }
        self.cipher
            .decrypt_in_place(&head_nonce(prefix).into(), &magic, &mut sealed)
            .map_err(|_| damaged("its head was changed, or it belongs to another workspace"))?;
        if sealed != hash.as_bytes() {
            return Err(damaged("it holds another file"));
        }
        let frames = Frames {
            file,
            rest,
            decryptor: Some(DecryptorBE32::from_aead(self.cipher.clone(), &prefix.into())),
            frame: Vec::with_capacity(FRAME + TAG),
            read: 0,
        };
        let plain = zstd::Decoder::with_buffer(frames)?;
        Ok(Original { plain, hasher: Hasher::new(), hash, path })
    }

    /// Removes an original; one that is not there is no error.
    ///
    /// # Errors
    /// [`VaultError::Io`].
    pub fn remove(&self, hash: Hash) -> Result<(), VaultError> {
        match fs_err::remove_file(self.path(hash)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// The addresses of all originals, in no order.
    ///
    /// # Errors
    /// [`VaultError::Io`].
    pub fn list(&self) -> Result<Vec<Hash>, VaultError> {
        let mut list = Vec::new();
        for entry in fs_err::read_dir(&self.folder)? {
            let name = entry?.file_name();
            let hash = name.to_str().and_then(|name| name.strip_suffix(SUFFIX));
            list.extend(hash.and_then(|hash| Hash::from_hex(hash).ok()));
        }
        Ok(list)
    }

    fn path(&self, hash: Hash) -> PathBuf {
        self.folder.join(format!("{hash}{SUFFIX}"))
    }

    /// Hashes, compresses and encrypts in one pass. The head comes last: it holds the hash.
    fn seal(
        &self,
        mut source: impl Read,
        mut out: impl Write + Seek,
    ) -> Result<Stored, VaultError> {
        let mut prefix = [0; PREFIX];
        getrandom::fill(&mut prefix).map_err(|error| io::Error::other(error.to_string()))?;
        out.seek(SeekFrom::Start(HEAD as u64))?;
        let framed = Framer {
            out: &mut out,
            encryptor: EncryptorBE32::from_aead(self.cipher.clone(), &prefix.into()),
            frame: Vec::with_capacity(FRAME + TAG),
        };
        let mut compressed = zstd::Encoder::new(framed, LEVEL)?;
        let mut hasher = Hasher::new();
        let mut buffer = vec![0; 128 << 10]; // BLAKE3 is at its best from here on.
        loop {
            let chunk = match source.read(&mut buffer) {
                Ok(0) => break,
                Ok(length) => buffer.get(..length).unwrap_or_default(),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(VaultError::Source(error)),
            };
            hasher.update(chunk);
            compressed.write_all(chunk)?;
        }
        compressed.finish()?.finish()?;

        let hash = hasher.finalize();
        let mut sealed = hash.as_bytes().to_vec();
        self.cipher
            .encrypt_in_place(&head_nonce(prefix).into(), MAGIC, &mut sealed)
            .map_err(cipher_failed)?;
        out.rewind()?;
        out.write_all(MAGIC)?;
        out.write_all(&prefix)?;
        out.write_all(&sealed)?;
        out.flush()?;
        Ok(Stored { hash, bytes: hasher.count() })
    }
}

/// The head's nonce. The last byte is 0 or 1 in every frame's, so that none is used twice.
fn head_nonce(prefix: [u8; PREFIX]) -> [u8; 12] {
    let [a, b, c, d, e, f, g] = prefix;
    [a, b, c, d, e, f, g, 0, 0, 0, 0, 2]
}

fn cipher_failed(_: aes_gcm::Error) -> io::Error {
    io::Error::other("more than the cipher can take in one file")
}

/// Encrypts what is written to it, frame by frame.
struct Framer<W> {
    out: W,
    encryptor: EncryptorBE32<Aes256Gcm>,
    frame: Vec<u8>,
}

impl<W: Write> Framer<W> {
    fn finish(mut self) -> io::Result<()> {
        self.encryptor.encrypt_last_in_place(b"", &mut self.frame).map_err(cipher_failed)?;
        self.out.write_all(&self.frame)
    }
}

impl<W: Write> Write for Framer<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // Only with more to come is a full frame known not to be the last.
        if self.frame.len() == FRAME && !bytes.is_empty() {
            self.encryptor.encrypt_next_in_place(b"", &mut self.frame).map_err(cipher_failed)?;
            self.out.write_all(&self.frame)?;
            self.frame.clear();
        }
        let room = FRAME - self.frame.len();
        let taken = bytes.get(..room).unwrap_or(bytes);
        self.frame.extend_from_slice(taken);
        Ok(taken.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// An original as it came, in the order of its bytes. The end is reported only when all of it was
/// read and the hash is right.
pub struct Original {
    plain: zstd::Decoder<'static, Frames>,
    hasher: Hasher,
    hash: Hash,
    path: PathBuf,
}

impl Read for Original {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let damaged = |detail| {
            let error = VaultError::Damaged { file: self.path.clone(), detail };
            io::Error::new(io::ErrorKind::InvalidData, error)
        };
        let length = self.plain.read(buffer).map_err(|error| match error.kind() {
            io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => {
                damaged("it was changed or cut off")
            }
            _ => error,
        })?;
        if length == 0 && !buffer.is_empty() && self.hasher.finalize() != self.hash {
            return Err(damaged("its content does not match its name"));
        }
        self.hasher.update(buffer.get(..length).unwrap_or_default());
        Ok(length)
    }
}

/// Decrypts the frames of a file, one at a time.
struct Frames {
    file: File,
    /// Bytes of the file that were not read yet.
    rest: u64,
    /// Gone with the last frame.
    decryptor: Option<DecryptorBE32<Aes256Gcm>>,
    frame: Vec<u8>,
    /// Bytes of the frame that were read.
    read: usize,
}

impl Frames {
    fn next_frame(&mut self) -> io::Result<()> {
        let Some(mut decryptor) = self.decryptor.take() else { return Ok(()) };
        let length = self.rest.min((FRAME + TAG) as u64);
        self.rest -= length;
        self.read = 0;
        self.frame.clear();
        (&mut self.file).take(length).read_to_end(&mut self.frame)?;
        let decrypted = if self.rest == 0 {
            decryptor.decrypt_last_in_place(b"", &mut self.frame)
        } else {
            let decrypted = decryptor.decrypt_next_in_place(b"", &mut self.frame);
            self.decryptor = Some(decryptor);
            decrypted
        };
        decrypted.map_err(|_| {
            self.decryptor = None;
            self.frame.clear();
            io::ErrorKind::InvalidData.into()
        })
    }
}

impl BufRead for Frames {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.read >= self.frame.len() {
            self.next_frame()?;
        }
        Ok(self.frame.get(self.read..).unwrap_or_default())
    }

    fn consume(&mut self, length: usize) {
        self.read += length;
    }
}

impl Read for Frames {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.fill_buf()?.read(buffer)?;
        self.consume(length);
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    struct Fixture {
        folder: tempfile::TempDir,
        vault: Vault,
    }

    fn key(byte: u8) -> WorkspaceKey {
        WorkspaceKey::new([byte; 32])
    }

    fn fixture() -> Fixture {
        let folder = tempfile::tempdir().unwrap();
        let vault = Vault::open(&folder.path().join("imports"), &key(1)).unwrap();
        Fixture { folder, vault }
    }

    impl Fixture {
        fn names(&self) -> Vec<String> {
            fs_err::read_dir(self.folder.path().join("imports"))
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect()
        }

        /// What can be read of an original, and how reading ended.
        fn read(&self, hash: Hash) -> (Vec<u8>, Result<(), VaultError>) {
            let mut bytes = Vec::new();
            let end = self.vault.read(hash).and_then(|mut original| {
                original.read_to_end(&mut bytes)?;
                Ok(())
            });
            (bytes, end)
        }
    }

    /// Bytes that look random, so that they do not get smaller.
    fn noise(length: usize) -> Vec<u8> {
        let mut bytes = vec![0; length];
        Hasher::new().finalize_xof().fill(&mut bytes);
        bytes
    }

    fn rows(count: usize) -> Vec<u8> {
        (0..count).flat_map(|row| format!("{row},85123A,6,2.55\n").into_bytes()).collect()
    }

    #[test]
    fn a_file_comes_back_as_it_came() {
        let shop = fixture();
        for bytes in [vec![], vec![7], rows(1), rows(300_000), noise(3 * FRAME)] {
            let stored = shop.vault.store(&bytes[..]).unwrap();
            assert_eq!(stored, Stored { hash: blake3::hash(&bytes), bytes: bytes.len() as u64 });
            let (read, end) = shop.read(stored.hash);
            end.unwrap();
            assert!(read == bytes);
        }
    }

    #[test]
    fn frames_fit_whatever_the_length() {
        let shop = fixture();
        let prefix = [9; PREFIX];
        for length in [0, 1, FRAME - 1, FRAME, FRAME + 1, 2 * FRAME, 2 * FRAME + 1] {
            let bytes = noise(length);
            let path = shop.folder.path().join("frames");
            let mut framer = Framer {
                out: File::create(&path).unwrap(),
                encryptor: EncryptorBE32::from_aead(shop.vault.cipher.clone(), &prefix.into()),
                frame: Vec::new(),
            };
            framer.write_all(&bytes).unwrap();
            framer.finish().unwrap();

            let file = File::open(&path).unwrap();
            let rest = file.metadata().unwrap().len();
            assert_eq!(rest as usize, length + TAG * length.div_ceil(FRAME).max(1));
            let mut frames = Frames {
                file,
                rest,
                decryptor: Some(DecryptorBE32::from_aead(
                    shop.vault.cipher.clone(),
                    &prefix.into(),
                )),
                frame: Vec::new(),
                read: 0,
            };
            let mut read = Vec::new();
            frames.read_to_end(&mut read).unwrap();
            assert!(read == bytes, "{length}");
        }
    }

    #[test]
    fn every_change_is_found_and_no_wrong_byte_read() {
        let shop = fixture();
        let bytes = noise(2 * FRAME + FRAME / 2);
        let hash = shop.vault.store(&bytes[..]).unwrap().hash;
        let path = shop.vault.path(hash);
        let sound = fs_err::read(&path).unwrap();
        let second = HEAD + FRAME + TAG;
        let third = second + FRAME + TAG;

        let mut changed: Vec<(String, Vec<u8>)> = Vec::new();
        for cut in [0, 8, HEAD - 1, HEAD, HEAD + 1, second - 1, second, third, sound.len() - 1] {
            changed.push((format!("cut at {cut}"), sound[..cut].to_vec()));
        }
        let flips = [0, 8, 20, HEAD - 1, HEAD, second - 1, second, third, sound.len() - 1];
        for flip in flips {
            let mut bytes = sound.clone();
            bytes[flip] ^= 1;
            changed.push((format!("a bit of byte {flip}"), bytes));
        }
        changed.push(("longer".into(), [&sound[..], b"x"].concat()));
        let (head, first) = (&sound[..HEAD], &sound[HEAD..second]);
        let (middle, last) = (&sound[second..third], &sound[third..]);
        changed.push(("frames swapped".into(), [head, middle, first, last].concat()));
        changed.push(("a frame twice".into(), [head, first, first, middle, last].concat()));
        changed.push(("a frame missing".into(), [head, first, last].concat()));

        for (what, stored) in changed {
            fs_err::write(&path, stored).unwrap();
            let (read, end) = shop.read(hash);
            let Err(VaultError::Damaged { file, .. }) = end else { panic!("{what}: {end:?}") };
            assert_eq!(file, path);
            assert!(read.len() < bytes.len() && bytes.starts_with(&read), "{what}");
        }
        fs_err::write(&path, sound).unwrap();
        shop.read(hash).1.unwrap();
    }

    #[test]
    fn a_file_under_anothers_name_is_refused_before_its_first_byte() {
        let shop = fixture();
        let one = shop.vault.store(&rows(10)[..]).unwrap().hash;
        let other = shop.vault.store(&rows(11)[..]).unwrap().hash;
        fs_err::copy(shop.vault.path(one), shop.vault.path(other)).unwrap();
        assert!(matches!(shop.vault.read(other), Err(VaultError::Damaged { .. })));
    }

    #[test]
    fn only_the_workspaces_key_opens_its_originals() {
        let shop = fixture();
        let hash = shop.vault.store(&rows(10)[..]).unwrap().hash;
        let stranger = Vault::open(&shop.folder.path().join("imports"), &key(2)).unwrap();
        let error = stranger.read(hash).err().unwrap();
        assert!(error.to_string().contains("another workspace"), "{error}");
        let stored = fs_err::read(shop.vault.path(hash)).unwrap();
        assert!(!stored.windows(6).any(|part| part == b"85123A"));
    }

    #[test]
    fn originals_are_listed_once_and_removed() {
        let shop = fixture();
        let one = shop.vault.store(&rows(10)[..]).unwrap().hash;
        assert_eq!(shop.vault.store(&rows(10)[..]).unwrap().hash, one);
        fs_err::write(shop.folder.path().join("imports/notes.txt"), "mine").unwrap();
        assert_eq!(shop.vault.list().unwrap(), [one]);
        shop.vault.remove(one).unwrap();
        shop.vault.remove(one).unwrap();
        assert!(shop.vault.list().unwrap().is_empty());
        assert!(matches!(shop.vault.read(one), Err(VaultError::Missing(hash)) if hash == one));
    }

    #[test]
    fn a_source_that_fails_leaves_nothing() {
        struct Vanishing(usize);
        impl Read for Vanishing {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                self.0 = self.0.checked_sub(1).ok_or(io::ErrorKind::PermissionDenied)?;
                Ok(buffer.len())
            }
        }
        let shop = fixture();
        assert!(matches!(shop.vault.store(Vanishing(90)), Err(VaultError::Source(_))));
        assert_eq!(shop.names(), [""; 0]);
    }

    #[test]
    fn a_full_disk_is_named_as_such() {
        let shop = fixture();
        // A slice is full when its end is reached.
        let mut room = vec![0; FRAME];
        let full = shop.vault.seal(&noise(3 * FRAME)[..], Cursor::new(&mut room[..]));
        let Err(VaultError::Io(error)) = full else { panic!("{full:?}") };
        assert_eq!(error.kind(), io::ErrorKind::WriteZero);
        let full = VaultError::from(io::Error::from(io::ErrorKind::StorageFull));
        assert!(matches!(full, VaultError::DiskFull));
    }

    #[test]
    fn drafts_of_a_killed_process_are_removed_on_opening() {
        let shop = fixture();
        let hash = shop.vault.store(&rows(10)[..]).unwrap().hash;
        fs_err::write(shop.folder.path().join("imports/draft-Ab12"), "half").unwrap();
        let again = Vault::open(&shop.folder.path().join("imports"), &key(1)).unwrap();
        assert_eq!(shop.names().len(), 1);
        assert_eq!(again.list().unwrap(), [hash]);
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        fs_err::write(folder.path().join("file"), "").unwrap();
        let refused = Vault::open(&folder.path().join("file/imports"), &key(1));
        assert!(matches!(refused, Err(VaultError::Io(_))));
    }
}
